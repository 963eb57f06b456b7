import type { GrafanaTheme2 } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import type { Series } from './frames.js';

export interface Band {
  color: string;
  answers: Series[];
}

/** Coloured regions behind a graph, where an annotation's query has samples. */
export function Bands({ bands, builder, step, theme }: { bands: Band[]; builder: UPlotConfigBuilder; step: number; theme: GrafanaTheme2 }) {
  builder.addHook('drawClear', (plot) => {
    for (const { color, answers } of bands) {
      const times = [...new Set(answers.flatMap((series) => (series.values ?? []).map(([at]) => at)))].sort((a, b) => a - b);
      plot.ctx.save();
      plot.ctx.globalAlpha = 0.22;
      plot.ctx.fillStyle = theme.visualization.getColorByName(color);
      for (let at = 0; at < times.length; ) {
        const start = times[at]!;
        while (at + 1 < times.length && times[at + 1]! - times[at]! <= step) {
          at++;
        }
        const left = plot.valToPos(1000 * start, 'x', true);
        const right = plot.valToPos(1000 * (times[at]! + step), 'x', true);
        plot.ctx.fillRect(left, plot.bbox.top, right - left, plot.bbox.height);
        at++;
      }
      plot.ctx.restore();
    }
  });
  return null;
}
