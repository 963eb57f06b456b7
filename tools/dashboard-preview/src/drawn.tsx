import { FieldType, getDisplayProcessor, type GrafanaTheme2 } from '@grafana/data';
import { bound, config, type Panel, type Series } from './frames.js';

/** Tables and heatmaps are plugins of the Grafana program, not components of @grafana/ui: these are drawn by hand. */
export function Rows({ panel, theme }: { panel: Panel; theme: GrafanaTheme2 }) {
  const organize = panel.transformations!.find(({ id }) => id === 'organize')!.options;
  const renamed = organize.renameByName as Record<string, string>;
  const merged = new Map<string, Record<string, string | number>>();
  const keys = Object.keys(organize.indexByName).filter((name) => !(name in renamed));
  panel.answers.forEach((answer, at) => {
    const name = Object.values(renamed)[at]!;
    for (const series of answer) {
      const key = JSON.stringify(keys.map((label) => series.metric[label]));
      const row = merged.get(key) ?? Object.fromEntries(keys.map((label) => [label, series.metric[label] ?? '']));
      row[name] = Number(series.value![1]);
      merged.set(key, row);
    }
  });
  const columns = [...keys, ...Object.values(renamed)];
  const cell = { padding: '4px 12px', textAlign: 'left' as const, borderBottom: `1px solid ${theme.colors.border.weak}` };
  const severity: Record<string, string> = { critical: 'red', warning: 'orange', info: 'blue' };
  return (
    <table style={{ width: '100%', color: theme.colors.text.primary }}>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} style={{ ...cell, color: theme.colors.text.secondary }}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...merged.entries()].map(([key, row]) => (
          <tr key={key}>
            {columns.map((name) => {
              const value = row[name];
              const color = severity[String(value)];
              return (
                <td key={name} style={{ ...cell, color: color && theme.visualization.getColorByName(color) }}>
                  {typeof value === 'number' ? text(panel, name, value, theme) : value}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function text(panel: Panel, name: string, value: number, theme: GrafanaTheme2) {
  const field = { name, type: FieldType.number, config: config(panel, '', name), values: [] };
  const shown = getDisplayProcessor({ field, theme, timeZone: 'utc' })(value);
  return `${shown.prefix ?? ''}${shown.text}${shown.suffix ?? ''}`;
}

const LEFT = 76;
const BOTTOM = 22;

function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}:00`;
}

export function Heatmap({ panel, data, theme, width, height }: {
  panel: Panel;
  data: { from: number; to: number; step: number };
  theme: GrafanaTheme2;
  width: number;
  height: number;
}) {
  const buckets = [...panel.answers[0]!].filter(({ metric }) => metric.le !== '+Inf').sort((a, b) => bound(a) - bound(b));
  const columns = 80;
  const per = (data.to - data.from) / columns;
  const sums = (series: Series | undefined) => {
    const made = new Array<number>(columns).fill(0);
    for (const [at, value] of series?.values ?? []) {
      made[Math.min(columns - 1, Math.floor((at - data.from) / per))]! += Number(value);
    }
    return made;
  };
  const cells = buckets.map((bucket, at) => {
    const below = sums(buckets[at - 1]);
    return sums(bucket).map((value, column) => Math.max(0, value - below[column]!));
  });
  const most = Math.max(1e-9, ...cells.flat());
  const [cellWidth, cellHeight] = [(width - LEFT) / columns, (height - BOTTOM) / buckets.length];
  const ink = { fill: theme.colors.text.secondary, fontSize: 11 };
  return (
    <svg width={width} height={height}>
      {cells.flatMap((line, at) =>
        line.map((value, column) => (
          <rect
            key={`${at} ${column}`}
            x={LEFT + column * cellWidth}
            y={height - BOTTOM - (at + 1) * cellHeight}
            width={cellWidth - 1}
            height={cellHeight - 0.5}
            fill={theme.visualization.getColorByName('orange')}
            opacity={value === 0 ? 0.03 : 0.1 + 0.9 * Math.sqrt(value / most)}
          />
        )),
      )}
      {buckets.map((bucket, at) =>
        at % 3 === 2 || bucket.metric.le === '3960.0' ? (
          <text key={at} x={4} y={height - BOTTOM - at * cellHeight - cellHeight / 3} {...ink}>
            {clock(Number(bucket.metric.le))}
          </text>
        ) : null,
      )}
      {[0, 1, 2, 3, 4].map((at) => (
        <text key={at} x={LEFT + at * ((width - LEFT - 56) / 4)} y={height - 6} {...ink}>
          {new Date(1000 * (data.from + at * ((data.to - data.from) / 4))).toISOString().slice(11, 19)}
        </text>
      ))}
    </svg>
  );
}
