import { bands, board, choice, source } from './frame.js';
import { counted, lines, number, row, rows, stacked, steps } from './panels.js';

const HUB = 'hub=~"$hub"';
const OPEN = 'hub_pattern_cause_severity:dropsight_alerts_open';
const MEMBERS = 'hub_pattern_cause_severity:dropsight_alerts_devices';
const CONNECTED = `sum(max by (hub) (dropsight_hub_connected_devices{${HUB}, from="seen"}))`;
const MOST = `max_over_time(${CONNECTED}[$__range:])`;
const LEAST = `min_over_time(${CONNECTED}[$__range:])`;

export const incident = board(
  'dropsight-incident',
  'Dropsight: incident',
  'One dip from its onset to the return of the devices. Choose the hub, and the time around the dip.',
)
  .time({ from: 'now-3h', to: 'now' })
  .withVariable(source())
  .withVariable(choice('hub', 'Hub', 'dropsight_hub_known_devices', false))
  .annotations(bands())

  .withRow(row('How bad, how far back'))
  .withPanel(
    number({
      title: 'Connected now',
      about: 'Devices of the hub that are connected, as their sessions tell: ten minutes ago, when all has settled.',
      unit: 'locale',
      empty: 'hub not seen',
      page: 'docs/detectors/connected-count.md',
      width: 4,
      queries: [[CONNECTED, 'connected']],
    }),
  )
  .withPanel(
    number({
      title: 'Lost at the worst',
      about: 'The most devices connected in the time shown less the fewest.',
      unit: 'locale',
      empty: 'hub not seen',
      alerts: ['DropsightIncident'],
      page: 'docs/detectors/mass.md',
      width: 4,
      queries: [[`${MOST} - ${LEAST}`, 'devices']],
    }).thresholds(steps([null, 'text'], [5, 'orange'])),
  )
  .withPanel(
    number({
      title: 'Back',
      about: 'How much of the dip has been made good: 0 at the bottom, 100 % when as many are connected as at the most.',
      unit: 'percentunit',
      decimals: 0,
      empty: 'no dip',
      page: 'docs/detectors/mass.md',
      width: 4,
      queries: [[`(${CONNECTED} - ${LEAST}) / (${MOST} - ${LEAST} > 0)`, 'back']],
    }).thresholds(steps([null, 'red'], [0.5, 'orange'], [0.95, 'green'])),
  )
  .withPanel(
    number({
      title: 'Devices in the incident',
      about: 'Devices that the open mass alerts of the hub name, echoes not among them.',
      unit: 'locale',
      empty: '0',
      alerts: ['DropsightIncident'],
      page: 'docs/detectors/mass.md',
      width: 4,
      queries: [[`sum(${MEMBERS}:max{${HUB}, pattern="mass", cause!="sas_echo"})`, 'devices']],
    }).thresholds(steps([null, 'green'], [1, 'red'])),
  )
  .withPanel(
    number({
      title: 'Foretold to drop again',
      about: 'Devices that came back together and will drop together once more when their new tokens end: an echo, no second incident.',
      unit: 'locale',
      empty: '0',
      page: 'docs/detectors/echo.md',
      width: 4,
      queries: [[`max(dropsight_forecast_devices{${HUB}})`, 'devices']],
    }).thresholds(steps([null, 'text'], [1, 'blue'])),
  )
  .withPanel(
    number({
      title: 'When',
      about: 'When the echo is foretold, in event time.',
      unit: 'dateTimeAsIso',
      empty: 'nothing foretold',
      page: 'docs/detectors/echo.md',
      width: 4,
      queries: [[`1000 * max(dropsight_forecast_timestamp_seconds{${HUB}} > 0)`, 'at']],
    }),
  )

  .withRow(row('From onset to recovery'))
  .withPanel(
    lines({
      title: 'Connected devices',
      about:
        'From sessions, and by the hub\'s own metric where it arrives. The dip begins at the left edge of the red band or before it, as a verdict needs proof.',
      unit: 'short',
      empty: 'hub not seen',
      alerts: ['DropsightIncident'],
      page: 'docs/detectors/mass.md',
      width: 24,
      height: 10,
      queries: [
        [CONNECTED, 'by sessions'],
        [`max(dropsight_hub_connected_devices{${HUB}, from="metric"})`, "by the hub's metric"],
        [`sum(max by (hub) (dropsight_hub_known_devices{${HUB}}))`, 'known'],
      ],
    })
      .overrideByQuery('A', [{ id: 'custom.fillOpacity', value: 20 }])
      .overrideByQuery('B', [{ id: 'custom.fillOpacity', value: 0 }])
      .overrideByQuery('C', [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [4, 8] } },
        { id: 'custom.fillOpacity', value: 0 },
      ]),
  )
  .withPanel(
    stacked({
      title: 'Drops by kind',
      about: 'Ended sessions a minute. One kind that shoots up tells where to look: unauthorized at keys, throttled at units, server_error at Azure.',
      unit: 'cpm',
      empty: 'no drop yet',
      page: 'docs/metrics.md',
      width: 12,
      queries: [[counted(HUB, 'dropsight_drops_total', 'kind', '60 * rate', '$__rate_interval'), '{{kind}}']],
    }),
  )
  .withPanel(
    lines({
      title: 'Going and coming back',
      about: 'Change of the connected devices a minute: below 0 they go, above 0 they come back. A storm of returns makes the next echo.',
      unit: 'cpm',
      empty: 'hub not seen',
      page: 'docs/detectors/echo.md',
      width: 12,
      queries: [[`60 * max by (hub) (deriv(dropsight_hub_connected_devices{${HUB}, from="seen"}[$__rate_interval]))`, 'devices a minute']],
    }),
  )
  .withPanel(
    lines({
      title: 'Devices in alerts by cause',
      about: 'How the alerts of the hub grow and end, by cause. A mass cause takes the devices out of random ones.',
      unit: 'short',
      empty: 'nothing was open',
      alerts: ['DropsightIncident'],
      page: 'docs/alerts.md',
      width: 12,
      queries: [[`sum by (pattern, cause) (${MEMBERS}:max{${HUB}})`, '{{pattern}}: {{cause}}']],
    }),
  )
  .withPanel(
    rows(
      {
        title: 'Open alerts of this hub',
        about: 'Since: when Prometheus first saw it open.',
        unit: 'short',
        empty: 'nothing is open',
        alerts: ['DropsightIncident'],
        page: 'docs/alerts.md',
        width: 12,
        queries: [
          [`sum by (hub, severity, pattern, cause) (${MEMBERS}:max{${HUB}} > 0)`, ''],
          [`1000 * ${OPEN}:since{${HUB}}`, ''],
        ],
      },
      ['hub', 'severity', 'pattern', 'cause'],
      [
        { name: 'devices', unit: 'short' },
        { name: 'since', unit: 'dateTimeAsIso' },
      ],
    ),
  )
  .withPanel(
    lines({
      title: 'Foretold drops',
      about: 'Devices that are foretold to drop together. The peak after the return is the echo of this incident.',
      unit: 'short',
      empty: 'nothing foretold',
      page: 'docs/detectors/echo.md',
      width: 12,
      queries: [[`max(dropsight_forecast_devices{${HUB}})`, 'devices']],
    }),
  )
  .withPanel(
    lines({
      title: 'How late the log arrives',
      about: 'What is shown above is as late as this. While the log is silent, only the metric is to be trusted.',
      unit: 's',
      empty: 'no log yet',
      alerts: ['DropsightFeedLate', 'DropsightFeedBlind'],
      page: 'docs/detectors/feed.md',
      width: 12,
      queries: [[`max(dropsight_feed_lag_seconds{${HUB}})`, 'late by']],
    }),
  );
