import { board, choice, source } from './frame.js';
import { counted, lines, number, row, stacked, steps } from './panels.js';
import { withProcess } from './process.js';

const AT = 'instance=~"$instance"';

export const service = withProcess(
  board(
    'dropsight-service',
    'Dropsight itself',
    'Whether Dropsight is well: what goes in, how far it is behind, its state, what goes out.',
  )
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(source())
    .withVariable(choice('instance', 'Instance', 'dropsight_ready', true))

    .withRow(row('Health'))
    .withPanel(
      number({
        title: 'Not ready',
        about: 'Instances of which a part waits or failed. Anything above 0 for minutes needs somebody.',
        unit: 'locale',
        empty: 'no scrape',
        alerts: ['DropsightNotReady', 'DropsightDown'],
        width: 4,
        queries: [[`count(dropsight_ready{${AT}}) - sum(dropsight_ready{${AT}})`, 'not ready']],
      }).thresholds(steps([null, 'green'], [1, 'red'])),
    )
    .withPanel(
      number({
        title: 'Behind the source',
        about: 'How long ago the last delivered body of the slowest partition was enqueued; 0 when caught up.',
        unit: 's',
        empty: 'no source',
        alerts: ['DropsightSourceLag'],
        width: 4,
        queries: [[`max(dropsight_source_lag_seconds{${AT}})`, 'lag']],
      }).thresholds(steps([null, 'green'], [60, 'orange'], [300, 'red'])),
    )
    .withPanel(
      number({
        title: 'Waiting records',
        about: 'Records that wait for the detector in one partition, at most.',
        unit: 'locale',
        empty: 'no detector',
        alerts: ['DropsightDetectorBehind'],
        width: 4,
        queries: [[`max(dropsight_streams_lag_records{${AT}})`, 'records']],
      }).thresholds(steps([null, 'green'], [1000, 'orange'], [100000, 'red'])),
    )
    .withPanel(
      number({
        title: 'State to be read',
        about: 'Records of the state that are still to be restored; partitions detect nothing until then.',
        unit: 'locale',
        empty: 'no detector',
        alerts: ['DropsightRestoreLong'],
        width: 4,
        queries: [[`sum(dropsight_streams_restore_remaining{${AT}})`, 'records']],
      }).thresholds(steps([null, 'green'], [1, 'orange'])),
    )
    .withPanel(
      number({
        title: 'Dead letters, 1 h',
        about: 'Records that could not be read. They are kept; see by which reason below.',
        unit: 'locale',
        decimals: 0,
        empty: '0',
        alerts: ['DropsightDeadLetters'],
        width: 4,
        queries: [[`sum(increase(dropsight_source_dead_letters_total{${AT}}[1h]))`, 'records']],
      }).thresholds(steps([null, 'green'], [1, 'orange'])),
    )
    .withPanel(
      number({
        title: 'Records lost',
        about: 'Bodies that expired in the source before they were read, in the time shown.',
        unit: 'locale',
        decimals: 0,
        empty: '0',
        alerts: ['DropsightRecordsLost'],
        width: 4,
        queries: [[`sum(increase(dropsight_source_events_total{${AT}, kind="lost"}[$__range]))`, 'records']],
      }).thresholds(steps([null, 'green'], [1, 'red'])),
    )
    .withPanel(
      lines({
        title: 'Parts',
        about: '1 up, 0 waiting, -1 failed. A part that failed does not come back by itself.',
        unit: 'short',
        empty: 'no scrape',
        alerts: ['DropsightPartFailed', 'DropsightNotReady'],
        width: 24,
        height: 6,
        min: -1,
        max: 1,
        decimals: 0,
        queries: [[`min by (part) (dropsight_part_up{${AT}})`, '{{part}}']],
      }),
    )

    .withRow(row('What goes in'))
    .withPanel(
      stacked({
        title: 'Records',
        about: 'Records that could be read, a second, by source. A source that falls to nothing is cut off.',
        unit: 'cps',
        empty: 'no record yet',
        alerts: ['DropsightNoRecords'],
        width: 8,
        queries: [[`sum by (source) (rate(dropsight_source_records_total{${AT}}[$__rate_interval]))`, '{{source}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Source lag',
        about: 'How long ago the last delivered body was enqueued, by source; it falls to 0 when caught up.',
        unit: 's',
        empty: 'no source',
        alerts: ['DropsightSourceLag'],
        width: 8,
        queries: [[`max by (source) (dropsight_source_lag_seconds{${AT}})`, '{{source}}']],
      }),
    )
    .withPanel(
      stacked({
        title: 'Dead letters by reason',
        about: 'Records that could not be read, a minute.',
        unit: 'cpm',
        empty: 'no dead letter so far',
        alerts: ['DropsightDeadLetters'],
        width: 8,
        queries: [[counted(AT, 'dropsight_source_dead_letters_total', 'reason', '60 * rate', '$__rate_interval'), '{{reason}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Alarms by kind',
        about: 'Alarms of sources in the last 15 minutes. Each is a line in the log with what to do.',
        unit: 'short',
        empty: 'no alarm so far',
        decimals: 0,
        alerts: ['DropsightSourceAlarm', 'DropsightRecordsLost'],
        width: 8,
        queries: [[counted(AT, 'dropsight_source_alarms_total', 'kind', 'increase', '15m'), '{{kind}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Transactions of deliveries',
        about: 'Mean and longest time that Kafka takes for the transaction of a delivery.',
        unit: 's',
        empty: 'no delivery yet',
        alerts: ['DropsightCommitSlow'],
        width: 8,
        queries: [
          [
            `sum(rate(dropsight_source_commit_seconds_sum{${AT}}[$__rate_interval])) / sum(rate(dropsight_source_commit_seconds_count{${AT}}[$__rate_interval]))`,
            'mean',
          ],
          [`max(dropsight_source_commit_seconds_max{${AT}})`, 'longest'],
        ],
      }),
    )
    .withPanel(
      lines({
        title: 'Bytes',
        about: 'Bytes of delivered bodies a second, by source.',
        unit: 'Bps',
        empty: 'no body yet',
        page: 'docs/metrics.md',
        width: 8,
        queries: [[`sum by (source) (rate(dropsight_source_bytes_total{${AT}}[$__rate_interval]))`, '{{source}}']],
      }),
    )

    .withRow(row('Detector'))
    .withPanel(
      stacked({
        title: 'Events by outcome',
        about: 'What became of the events that the detector took, a second. too_late that grows means that verdicts miss events.',
        unit: 'cps',
        empty: 'no event yet',
        alerts: ['DropsightTooLate'],
        width: 8,
        queries: [[counted(AT, 'dropsight_detector_events_total', 'outcome', 'rate', '$__rate_interval'), '{{outcome}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Records that wait',
        about: 'In one partition, at most, by instance. Alerts are late by what waits divided by what is processed.',
        unit: 'short',
        empty: 'no detector',
        alerts: ['DropsightDetectorBehind'],
        width: 8,
        queries: [[`dropsight_streams_lag_records{${AT}}`, '{{instance}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Records processed',
        about: 'Records that Kafka Streams processes a second; of several threads the busiest.',
        unit: 'cps',
        empty: 'no detector',
        alerts: ['DropsightDetectorBehind'],
        width: 8,
        queries: [[`dropsight_streams_process_rate{${AT}}`, '{{instance}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Devices in the state',
        about: 'Devices that each instance keeps a state of. The memory and the time of a restore follow from it.',
        unit: 'short',
        empty: 'no detector',
        alerts: ['DropsightRestoreLong'],
        width: 8,
        queries: [[`dropsight_detector_devices{${AT}}`, '{{instance}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Waiting inside',
        about: 'Records that wait to settle, and signals that wait in the merge of partitions. What only grows means that a partition says nothing.',
        unit: 'short',
        empty: 'no detector',
        alerts: ['DropsightDetectorBehind'],
        width: 8,
        queries: [
          [`sum(dropsight_detector_settling_records{${AT}})`, 'to settle'],
          [`sum(dropsight_detector_signals_waiting{${AT}})`, 'in the merge'],
        ],
      }),
    )
    .withPanel(
      lines({
        title: 'Times of a step',
        about: 'Mean time of a commit, of a record and of a timer; of several threads the largest.',
        unit: 's',
        empty: 'no detector',
        alerts: ['DropsightCommitsStopped'],
        width: 8,
        queries: [
          [`max(dropsight_streams_commit_latency_seconds{${AT}})`, 'commit'],
          [`max(dropsight_streams_process_latency_seconds{${AT}})`, 'record'],
          [`max(dropsight_streams_punctuate_latency_seconds{${AT}})`, 'timer'],
        ],
      }),
    )
    .withPanel(
      lines({
        title: 'Commits',
        about: 'Commits a second by instance. 0 for minutes: no alert leaves.',
        unit: 'cps',
        empty: 'no detector',
        alerts: ['DropsightCommitsStopped'],
        width: 8,
        queries: [[`dropsight_streams_commit_rate{${AT}}`, '{{instance}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'State still to be restored',
        about: 'Records of the state that are still to be read, by instance. It has to fall.',
        unit: 'short',
        empty: 'no detector',
        alerts: ['DropsightRestoreLong'],
        width: 8,
        queries: [[`dropsight_streams_restore_remaining{${AT}}`, '{{instance}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Faults of writers',
        about: 'Signals after their watermark and records of strangers, in an hour. Both have to be 0.',
        unit: 'short',
        decimals: 0,
        empty: 'no detector',
        alerts: ['DropsightBrokenPromises', 'DropsightUnreadableFeed'],
        width: 8,
        queries: [
          [`sum(increase(dropsight_detector_broken_promises_total{${AT}}[1h]))`, 'broken promises'],
          [`sum(increase(dropsight_detector_unreadable_total{${AT}}[1h]))`, 'unreadable'],
        ],
      }),
    )

    .withRow(row('What goes out'))
    .withPanel(
      lines({
        title: 'Versions of alerts',
        about: 'Versions of alerts written in an hour, by what changed.',
        unit: 'short',
        decimals: 0,
        empty: 'no alert yet',
        page: 'docs/alerts.md',
        width: 8,
        queries: [[`sum by (change) (increase(dropsight_alerts_versions_total{${AT}}[1h]))`, '{{change}}']],
      }),
    )
    .withPanel(
      lines({
        title: 'Messages to sinks',
        about: 'Messages a minute by sink and outcome. dead was told to nobody; failed is tried again.',
        unit: 'cpm',
        empty: 'no sink',
        alerts: ['DropsightSinkDeadLetters', 'DropsightSinkFailing'],
        width: 8,
        queries: [
          [counted(AT, 'dropsight_sink_messages_total', 'sink, outcome', '60 * rate', '$__rate_interval'), '{{sink}} {{outcome}}'],
        ],
      }),
    )
    .withPanel(
      lines({
        title: 'Silenced alerts and listeners',
        about: 'Open alerts that a silence covers, and clients that listen to /api/events.',
        unit: 'short',
        decimals: 0,
        empty: 'no http role',
        page: 'docs/alerts.md',
        width: 8,
        queries: [
          [`max(dropsight_alerts_suppressed{${AT}})`, 'silenced'],
          [`sum(dropsight_http_streams{${AT}})`, 'listeners'],
        ],
      }),
    ),
);
