import {
  applyFieldOverrides,
  type DataFrame,
  FieldColorModeId,
  FieldType,
  type GrafanaTheme2,
  getDisplayProcessor,
  toDataFrame,
} from '@grafana/data';

/** A series as Prometheus answers it. */
export interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

export interface Target {
  expr: string;
  legendFormat?: string;
  refId: string;
  format?: string;
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig: { defaults: Record<string, any>; overrides: { matcher: { id: string; options: any }; properties: any[] }[] };
  options: Record<string, any>;
  targets?: Target[];
  transformations?: { id: string; options: any }[];
  answers: Series[][];
}

export function legend(target: Target, metric: Record<string, string>): string {
  const format = target.legendFormat ?? '';
  return format === '' ? Object.values(metric).join(' ') : format.replace(/{{\s*(\w+)\s*}}/g, (_, name) => metric[name] ?? '');
}

/** The upper bound of a bucket. */
export function bound({ metric }: Series): number {
  return metric.le === '+Inf' ? Infinity : Number(metric.le);
}

/** The overrides that hold for a series. */
function properties(panel: Panel, refId: string, name: string) {
  return panel.fieldConfig.overrides
    .filter(({ matcher }) => (matcher.id === 'byName' ? matcher.options === name : matcher.options === refId))
    .flatMap(({ properties: all }) => all as { id: string; value: any }[]);
}

/** What a field shows, defaults and overrides together. */
export function config(panel: Panel, refId: string, name: string) {
  const { custom = {}, ...defaults } = panel.fieldConfig.defaults;
  const made: Record<string, any> = { ...defaults, custom: { ...custom } };
  for (const { id, value } of properties(panel, refId, name)) {
    if (id.startsWith('custom.')) {
      made.custom[id.slice('custom.'.length)] = value;
    } else {
      made[id] = value;
    }
  }
  return made;
}

/** Where a series has no sample, it has none: a gap. */
function onGrid(series: Series, from: number, to: number, step: number): (number | null)[] {
  const known = new Map((series.values ?? []).map(([at, value]) => [at, Number(value)]));
  const made: (number | null)[] = [];
  for (let at = from; at <= to; at += step) {
    const value = known.get(at);
    made.push(value === undefined || !Number.isFinite(value) ? null : value);
  }
  return made;
}

export function timeFrames(panel: Panel, theme: GrafanaTheme2, from: number, to: number, step: number): DataFrame[] {
  const times: number[] = [];
  for (let at = from; at <= to; at += step) {
    times.push(1000 * at);
  }
  const frames = panel.answers.flatMap((answer, at) =>
    answer.map((series) => {
      const target = panel.targets![at]!;
      const name = legend(target, series.metric);
      return toDataFrame({
        refId: target.refId,
        name,
        fields: [
          { name: 'Time', type: FieldType.time, values: times, config: {} },
          {
            name,
            type: FieldType.number,
            values: onGrid(series, from, to, step),
            config: { ...config(panel, target.refId, name), displayName: name },
          },
        ],
      });
    }),
  );
  const drawn = applyFieldOverrides({
    data: frames,
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables: (text) => text,
    theme,
  });
  let index = 0;
  for (const frame of drawn) {
    for (const field of frame.fields) {
      if (field.type === FieldType.number) {
        field.config.color ??= { mode: FieldColorModeId.PaletteClassic };
        field.state = { ...field.state, seriesIndex: index++ };
      }
      field.display = getDisplayProcessor({ field, theme });
    }
  }
  return drawn;
}
