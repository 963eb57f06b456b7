import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { lines, row } from './panels.js';

const AT = 'instance=~"$instance"';

/** Adds what the JVM and the machine tell of each instance. */
export function withProcess(board: DashboardBuilder): DashboardBuilder {
  return board
    .withRow(row('Process'))
    .withPanel(
      lines({
        title: 'CPU',
        about: 'Share of the cores that the process may use.',
        unit: 'percentunit',
        empty: 'no scrape',
        alerts: ['DropsightDetectorBehind'],
        width: 8,
        max: 1,
        queries: [[`process_cpu_usage{${AT}}`, '{{instance}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Heap',
        about: 'Used heap by instance. The bottoms of the saw count: when they reach the limit, it gets slow and then dies.',
        unit: 'bytes',
        empty: 'no scrape',
        alerts: ['DropsightDown'],
        width: 8,
        queries: [
          [`sum by (instance) (jvm_memory_used_bytes{${AT}, area="heap"})`, '{{instance}}'],
          [`sum by (instance) (jvm_memory_max_bytes{${AT}, area="heap"} > 0)`, '{{instance}} limit'],
        ],
      }).overrideByQuery('B', [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
        { id: 'custom.fillOpacity', value: 0 },
      ]),
    )
    .withPanel(
      lines({
        title: 'Pauses of the collector',
        about: 'Share of the time in which the collector of garbage stops everything. A tenth is too much.',
        unit: 'percentunit',
        empty: 'no scrape',
        alerts: ['DropsightCommitsStopped'],
        width: 8,
        queries: [[`sum by (instance) (rate(jvm_gc_pause_seconds_sum{${AT}}[$__rate_interval]))`, '{{instance}}']],
      }),
    );
}
