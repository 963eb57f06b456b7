import { createTheme, dateTime, FieldType, getDisplayProcessor, type GrafanaTheme2, ThemeContext, type TimeRange, VizOrientation } from '@grafana/data';
import { BigValue, BigValueColorMode, BigValueGraphMode, BigValueJustifyMode, GlobalStyles, PanelChrome, TimeSeries } from '@grafana/ui';
import { BarGaugeDisplayMode } from '@grafana/schema';
import { BarGauge } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Bands, type Band } from './bands.js';
import { bound, config, legend, type Panel, type Series, timeFrames } from './frames.js';
import { Heatmap, Rows } from './drawn.js';

interface Data {
  board: { title: string; panels: (Panel & { type: string })[] };
  bands: Band[];
  from: number;
  to: number;
  step: number;
}

const GAP = 8;
const UNIT = 30;
const WIDTH = 1400;
const theme = createTheme({ colors: { mode: 'dark' } });

function Empty({ panel }: { panel: Panel }) {
  return (
    <div style={{ display: 'grid', placeItems: 'center', height: '100%', color: theme.colors.text.secondary }}>
      {panel.fieldConfig.defaults.noValue}
    </div>
  );
}

function last(series: Series | undefined): number | undefined {
  return series?.value === undefined ? undefined : Number(series.value[1]);
}

function shown(panel: Panel, refId: string, name: string, value: number | undefined, of: GrafanaTheme2) {
  const field = { name, type: FieldType.number, config: config(panel, refId, name), values: [] };
  return getDisplayProcessor({ field, theme: of })(value ?? null);
}

function Stat({ panel, width, height }: { panel: Panel; width: number; height: number }) {
  const value = shown(panel, 'A', '', last(panel.answers[0]?.[0]), theme);
  return (
    <BigValue
      theme={theme}
      width={width}
      height={height}
      value={value}
      colorMode={BigValueColorMode.Value}
      graphMode={BigValueGraphMode.None}
      justifyMode={BigValueJustifyMode.Center}
    />
  );
}

/** Buckets of Prometheus hold all below them; Grafana takes the next lower one away. */
function Histogram({ panel, width, height }: { panel: Panel; width: number; height: number }) {
  const buckets = [...(panel.answers[0] ?? [])].sort((a, b) => bound(a) - bound(b));
  const counts = buckets.map((bucket, at) => Math.max(0, (last(bucket) ?? 0) - (at === 0 ? 0 : (last(buckets[at - 1]) ?? 0))));
  const most = Math.max(1, ...counts);
  const each = width / buckets.length;
  return (
    <div style={{ display: 'flex', width, height }}>
      {buckets.map((bucket, at) => {
        const name = legend(panel.targets![0]!, bucket.metric);
        const field = { ...config(panel, 'A', name), min: 0, max: most };
        const display = getDisplayProcessor({ field: { name, type: FieldType.number, config: field, values: [] }, theme });
        return (
          <BarGauge
            key={name}
            theme={theme}
            width={each - 3}
            height={height}
            itemSpacing={3}
            field={field}
            display={display}
            value={{ ...display(counts[at]), title: field.displayName ?? name }}
            orientation={VizOrientation.Vertical}
            displayMode={BarGaugeDisplayMode.Basic}
            showUnfilled={false}
            text={{ titleSize: 10, valueSize: 11 }}
          />
        );
      })}
    </div>
  );
}

function Graph({ panel, data, range, width, height }: { panel: Panel; data: Data; range: TimeRange; width: number; height: number }) {
  const frames = timeFrames(panel, theme, data.from, data.to, data.step);
  return (
    <TimeSeries
      frames={frames}
      timeRange={range}
      timeZone="utc"
      width={width}
      height={height}
      legend={{ ...panel.options.legend, calcs: [] }}
    >
      {(builder) => <Bands bands={data.bands} builder={builder} step={data.step} theme={theme} />}
    </TimeSeries>
  );
}

function Body({ panel, data, range, width, height }: { panel: Panel; data: Data; range: TimeRange; width: number; height: number }) {
  if (panel.type === 'stat') {
    return <Stat panel={panel} width={width} height={height} />;
  }
  if (panel.answers.every((answer) => answer.length === 0)) {
    return <Empty panel={panel} />;
  }
  switch (panel.type) {
    case 'bargauge':
      return <Histogram panel={panel} width={width} height={height} />;
    case 'heatmap':
      return <Heatmap panel={panel} data={data} theme={theme} width={width} height={height} />;
    case 'table':
      return <Rows panel={panel} theme={theme} />;
    default:
      return <Graph panel={panel} data={data} range={range} width={width} height={height} />;
  }
}

function Board({ data }: { data: Data }) {
  const [from, to] = [dateTime(1000 * data.from), dateTime(1000 * data.to)];
  const range: TimeRange = { from, to, raw: { from, to } };
  const column = (WIDTH - 2 * GAP) / 24;
  const bottom = Math.max(...data.board.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDrawn(true), 1500); // graphs measure their text after the first frame
    return () => clearTimeout(timer);
  }, []);
  return (
    <div style={{ position: 'relative', width: WIDTH, height: 44 + bottom * (UNIT + GAP), background: theme.colors.background.canvas }}>
      <h3 style={{ padding: '10px 16px', margin: 0, color: theme.colors.text.primary }}>{data.board.title} · preview</h3>
      {data.board.panels.map((panel) => {
        const { x, y, w, h } = panel.gridPos;
        const style = { position: 'absolute' as const, left: GAP + x * column, top: 44 + y * (UNIT + GAP) };
        const [width, height] = [w * column - GAP, h * (UNIT + GAP) - GAP];
        return panel.type === 'row' ? (
          <h5 key={panel.id} style={{ ...style, margin: 0, padding: '4px 8px', color: theme.colors.text.primary }}>
            {panel.title}
          </h5>
        ) : (
          <div key={panel.id} style={style}>
            <PanelChrome title={panel.title} description={panel.description} width={width} height={height}>
              {(innerWidth, innerHeight) => <Body panel={panel} data={data} range={range} width={innerWidth} height={innerHeight} />}
            </PanelChrome>
          </div>
        );
      })}
      {drawn && <div id="drawn" />}
    </div>
  );
}

const board = new URLSearchParams(location.search).get('board');
const data: Data = await (await fetch(`/${board}`)).json();
createRoot(document.getElementById('page')!).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <Board data={data} />
  </ThemeContext.Provider>,
);
