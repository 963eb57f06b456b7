import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

const SITE = 'https://dropsight.io';
export const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A query and the name of its series, as a template of labels. */
export type Query = [expr: string, legend: string];

/** What every panel must have; a panel without it does not compile. */
export interface Spec {
  title: string;
  /** What is seen, and what is unusual. */
  about: string;
  /** A unit of Grafana. */
  unit: string;
  /** What is shown where there is no data. */
  empty: string;
  /** Alert rules that watch the same; each is linked with its runbook. */
  alerts?: string[];
  /** A page in docs/, linked, too. */
  page?: string;
  /** Of 24 columns. */
  width: number;
  height?: number;
  decimals?: number;
  min?: number;
  max?: number;
  queries: Query[];
}

type Builder = bargauge.PanelBuilder | heatmap.PanelBuilder | stat.PanelBuilder | table.PanelBuilder | timeseries.PanelBuilder;

function links(spec: Spec) {
  const made = (spec.alerts ?? []).flatMap((alert) => [
    link(`Alert ${alert}`, `/alerting/list?search=${alert}`),
    link(`Runbook ${alert}`, `${SITE}/runbooks/${alert}`),
  ]);
  return spec.page === undefined ? made : [...made, link('What it means', `${SITE}/${spec.page}`)];
}

export function link(title: string, url: string) {
  return new dashboard.DashboardLinkBuilder(title).type(dashboard.DashboardLinkType.Link).url(url).targetBlank(true);
}

function dress<T extends Builder>(panel: T, spec: Spec, height: number): T {
  panel
    .title(spec.title)
    .description(spec.about)
    .unit(spec.unit)
    .noValue(spec.empty)
    .datasource(SOURCE)
    .span(spec.width)
    .height(spec.height ?? height)
    .links(links(spec));
  if (spec.decimals !== undefined) {
    panel.decimals(spec.decimals);
  }
  if (spec.min !== undefined) {
    panel.min(spec.min);
  }
  if (spec.max !== undefined) {
    panel.max(spec.max);
  }
  return panel;
}

function target([expr, legend]: Query, at: number) {
  return new prometheus.DataqueryBuilder()
    .expr(expr)
    .legendFormat(legend)
    .refId(String.fromCharCode(65 + at))
    .datasource(SOURCE);
}

export function steps(...each: [from: number | null, color: string][]) {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(each.map(([value, color]) => ({ value, color })));
}

/** Lines over time. */
export function lines(spec: Spec) {
  const panel = dress(new timeseries.PanelBuilder(), spec, 8);
  spec.queries.forEach((query, at) => panel.withTarget(target(query, at).range()));
  return panel
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .axisSoftMin(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
}

/** Areas on top of each other: parts of a whole. */
export function stacked(spec: Spec) {
  return lines(spec)
    .fillOpacity(55)
    .lineWidth(1)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/** One number. */
export function number(spec: Spec) {
  const panel = dress(new stat.PanelBuilder(), spec, 4);
  spec.queries.forEach((query, at) => panel.withTarget(target(query, at).instant()));
  return panel
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(steps([null, 'text']));
}

/** A column of a table: its heading and its unit. */
export interface Column {
  name: string;
  unit: string;
}

/** One row for each set of labels, one column for each query; queries must have the same labels, and no name. */
export function rows(spec: Spec, labels: string[], columns: Column[]) {
  const panel = dress(new table.PanelBuilder(), spec, 8);
  spec.queries.forEach((query, at) => panel.withTarget(target(query, at).instant().format(prometheus.PromQueryFormat.Table)));
  const names = Object.fromEntries(
    columns.map(({ name }, at) => [columns.length === 1 ? 'Value' : `Value #${String.fromCharCode(65 + at)}`, name]),
  );
  const order = Object.fromEntries([...labels, ...Object.keys(names)].map((name, at) => [name, at]));
  columns.forEach(({ name, unit }) => panel.overrideByName(name, [{ id: 'unit', value: unit }]));
  return panel
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, indexByName: order, renameByName: names },
    })
    .overrideByName('severity', [
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      {
        id: 'mappings',
        value: [
          {
            type: 'value',
            options: {
              critical: { color: 'red', index: 0 },
              warning: { color: 'orange', index: 1 },
              info: { color: 'blue', index: 2 },
            },
          },
        ],
      },
    ]);
}

/** Bars of a histogram, of the whole time range; one bar for each bucket. */
export function histogram(spec: Spec, names: Map<string, string>, marked: Map<string, string>) {
  const panel = dress(new bargauge.PanelBuilder(), spec, 9);
  spec.queries.forEach((query, at) => panel.withTarget(target(query, at).instant().format(prometheus.PromQueryFormat.Heatmap)));
  for (const [le, name] of names) {
    const color = marked.get(le);
    panel.overrideByName(le, [
      { id: 'displayName', value: name },
      ...(color === undefined ? [] : [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]),
    ]);
  }
  return panel
    .min(0)
    .orientation(common.VizOrientation.Vertical)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .showUnfilled(false)
    .minVizWidth(8)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor('blue'));
}

/** The same over time: the darker, the more. */
export function heat(spec: Spec) {
  const panel = dress(new heatmap.PanelBuilder(), spec, 9);
  spec.queries.forEach((query, at) => panel.withTarget(target(query, at).range().format(prometheus.PromQueryFormat.Heatmap)));
  return panel
    .calculate(false)
    .cellGap(1)
    .yAxis(new heatmap.YAxisConfigBuilder().unit('dthms').axisPlacement(common.AxisPlacement.Left))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .showLegend();
}

/** A counter over time, of a closed set of labels only those that ever counted: a legend of zeros hides the one that is not. */
export function counted(selector: string, metric: string, labels: string, how: string, range: string): string {
  return `sum by (${labels}) (${how}(${metric}{${selector}}[${range}])) and sum by (${labels}) (${metric}{${selector}}) > 0`;
}

export function row(title: string) {
  return new dashboard.RowBuilder(title);
}
