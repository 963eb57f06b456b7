import { bands, board, choice, source } from './frame.js';
import { counted, heat, histogram, lines, number, row, rows, stacked, steps } from './panels.js';

const HUB = 'hub=~"$hub"';
const OPEN = 'hub_pattern_cause_severity:dropsight_alerts_open';
const MEMBERS = 'hub_pattern_cause_severity:dropsight_alerts_devices';

/** Upper bounds of dropsight_session_age_seconds, in minutes. */
const AGES = [
  1, 2, 5, 10, 15, 19, 21, 25, 30, 35, 40, 44, 46, 49, 51, 54, 56, 59, 61, 64, 66, 69, 71, 75, 90, 120, 180, 240, 360, 720, 1140,
  1164, 1430, 1450, 2880,
];
const le = (minutes: number) => `${minutes * 60}.0`;
const names = new Map<string, string>();
AGES.forEach((to, at) => names.set(le(to), at === 0 ? `<${to}` : minutes(AGES[at - 1]!, to)));
names.set('+Inf', '>2 d');

function minutes(from: number, to: number): string {
  const exact = new Map([
    [1164, '19.4 h'],
    [1450, '24 h'],
    [2880, '1-2 d'],
  ]);
  const hours = (value: number) => Math.round(value / 6) / 10;
  return exact.get(to) ?? (to > 120 ? `${hours(from)}-${hours(to)} h` : `${from}-${to}`);
}

export const fleet = board(
  'dropsight-fleet',
  'Dropsight: fleet',
  'Which hubs lose devices, why, and since when. Bands: red incidents, blue echoes, yellow a silent log.',
)
  .time({ from: 'now-24h', to: 'now' })
  .withVariable(source())
  .withVariable(choice('hub', 'Hub', 'dropsight_hub_known_devices', true))
  .annotations(bands())

  .withRow(row('Now'))
  .withPanel(
    number({
      title: 'Connected devices',
      about: 'Devices that are connected, as their sessions in the log tell: ten minutes ago, when all has settled, and later by as much as the log is late.',
      unit: 'locale',
      empty: 'no hub seen yet',
      page: 'docs/detectors/connected-count.md',
      width: 4,
      queries: [[`sum(max by (hub) (dropsight_hub_connected_devices{${HUB}, from="seen"}))`, 'connected']],
    }).thresholds(steps([null, 'green'])),
  )
  .withPanel(
    number({
      title: 'Known devices',
      about: 'Devices of which the log has told anything. The difference to the connected ones is idle, gone or switched off.',
      unit: 'locale',
      empty: 'no hub seen yet',
      page: 'docs/metrics.md',
      width: 4,
      queries: [[`sum(max by (hub) (dropsight_hub_known_devices{${HUB}}))`, 'known']],
    }),
  )
  .withPanel(
    number({
      title: 'Open incidents',
      about: 'Mass incidents that are open now, echoes not among them. Anything above 0 is worth the dashboard Incident.',
      unit: 'locale',
      empty: '0',
      alerts: ['DropsightIncident'],
      page: 'docs/detectors/mass.md',
      width: 4,
      queries: [[`sum(${OPEN}:max{${HUB}, pattern="mass", cause!="sas_echo"})`, 'incidents']],
    }).thresholds(steps([null, 'green'], [1, 'red'])),
  )
  .withPanel(
    number({
      title: 'Devices in open alerts',
      about: 'Devices that an open alert names. One that is in two alerts counts twice.',
      unit: 'locale',
      empty: '0',
      page: 'docs/alerts.md',
      width: 4,
      queries: [[`sum(${MEMBERS}:max{${HUB}})`, 'devices']],
    }).thresholds(steps([null, 'green'], [1, 'orange'])),
  )
  .withPanel(
    number({
      title: 'Drops in the last hour',
      about: 'Sessions that ended in any way but by the device itself.',
      unit: 'locale',
      decimals: 0,
      empty: '0',
      page: 'docs/metrics.md',
      width: 4,
      queries: [[`sum(increase(dropsight_drops_total{${HUB}, kind!="client_closed"}[1h]))`, 'drops']],
    }),
  )
  .withPanel(
    number({
      title: 'Foretold to drop together',
      about: 'Devices that connected together and will drop together when their tokens end. No fault; see when below.',
      unit: 'locale',
      empty: '0',
      page: 'docs/detectors/echo.md',
      width: 4,
      queries: [[`sum(max by (hub) (dropsight_forecast_devices{${HUB}}))`, 'devices']],
    }).thresholds(steps([null, 'text'], [1, 'blue'])),
  )

  .withRow(row('Which hubs, why, since when'))
  .withPanel(
    rows(
      {
        title: 'Open alerts',
        about:
          'One row for each cause on each hub. Since: when Prometheus first saw it open; the drops began earlier, as a verdict needs proof.',
        unit: 'short',
        empty: 'nothing is open',
        alerts: ['DropsightIncident'],
        page: 'docs/alerts.md',
        width: 24,
        height: 7,
        queries: [
          [`sum by (hub, severity, pattern, cause) (${OPEN}:max{${HUB}} > 0)`, ''],
          [`sum by (hub, severity, pattern, cause) (${MEMBERS}:max{${HUB}} > 0)`, ''],
          [`1000 * ${OPEN}:since{${HUB}}`, ''],
        ],
      },
      ['hub', 'severity', 'pattern', 'cause'],
      [
        { name: 'alerts', unit: 'short' },
        { name: 'devices', unit: 'short' },
        { name: 'since', unit: 'dateTimeAsIso' },
      ],
    ),
  )
  .withPanel(
    lines({
      title: 'Connected devices by hub',
      about:
        'From sessions in the log, and dashed by the hub\'s own metric where it arrives. A step down inside a red band is the incident; a step at a blue one is its echo.',
      unit: 'short',
      empty: 'no hub seen yet',
      alerts: ['DropsightIncident', 'DropsightFeedBlind'],
      page: 'docs/detectors/connected-count.md',
      width: 12,
      queries: [
        [`max by (hub) (dropsight_hub_connected_devices{${HUB}, from="seen"})`, '{{hub}}'],
        [`max by (hub) (dropsight_hub_connected_devices{${HUB}, from="metric"})`, '{{hub}} (metric)'],
      ],
    }).overrideByQuery('B', [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
      { id: 'custom.fillOpacity', value: 0 },
    ]),
  )
  .withPanel(
    stacked({
      title: 'Devices in open alerts by cause',
      about: 'What is wrong, by cause. Periodic causes go on for weeks; a mass cause that rises like a wall is an incident.',
      unit: 'short',
      empty: 'nothing is open',
      page: 'docs/alerts.md',
      width: 12,
      queries: [[`sum by (cause) (${MEMBERS}:max{${HUB}})`, '{{cause}}']],
    }),
  )
  .withPanel(
    stacked({
      title: 'Drops by kind',
      about:
        'Ended sessions a minute, by what the hub wrote. closed_remotely alone tells nothing: tokens, networks and crashes look alike there.',
      unit: 'cpm',
      empty: 'no drop yet',
      page: 'docs/metrics.md',
      width: 12,
      queries: [[counted(HUB, 'dropsight_drops_total', 'kind', '60 * rate', '$__rate_interval'), '{{kind}}']],
    }),
  )
  .withPanel(
    lines({
      title: 'Foretold drops',
      about: 'Devices that are foretold to drop together when their tokens end, by hub. A peak here becomes a dip of the connected ones later.',
      unit: 'short',
      empty: 'nothing foretold',
      page: 'docs/detectors/echo.md',
      width: 8,
      queries: [[`max by (hub) (dropsight_forecast_devices{${HUB}})`, '{{hub}}']],
    }),
  )
  .withPanel(
    rows(
      {
        title: 'When',
        about: 'When they are foretold to drop, by hub, in event time.',
        unit: 'short',
        empty: 'nothing foretold',
        page: 'docs/detectors/echo.md',
        width: 4,
        queries: [[`1000 * max by (hub) (dropsight_forecast_timestamp_seconds{${HUB}} > 0)`, '']],
      },
      ['hub'],
      [{ name: 'at', unit: 'dateTimeAsIso' }],
    ),
  )

  .withRow(row('At which age sessions end'))
  .withPanel(
    histogram(
      {
        title: 'Ages at which sessions end, in minutes',
        about:
          'Sessions that ended in the time shown, by their age. A bar that stands out is a clock: 64-66 minutes are SAS tokens of an hour that nobody renews (orange). Buckets are not equally wide.',
        unit: 'short',
        decimals: 0,
        empty: 'no session has ended yet',
        page: 'docs/detectors/periodic.md',
        width: 24,
        queries: [[`sum by (le) (increase(dropsight_session_age_seconds_bucket{${HUB}}[$__range]))`, '{{le}}']],
      },
      names,
      new Map([[le(66), 'orange']]),
    ),
  )
  .withPanel(
    heat({
      title: 'Ages at which sessions end, over time',
      about: 'The same over time, h:mm:ss upwards. A level line is a token lifetime or a time-out; a column is an incident, which ends sessions of every age.',
      unit: 'short',
      empty: 'no session has ended yet',
      page: 'docs/detectors/periodic.md',
      width: 16,
      queries: [[`sum by (le) (increase(dropsight_session_age_seconds_bucket{${HUB}}[$__rate_interval]))`, '{{le}}']],
    }),
  )
  .withPanel(
    lines({
      title: 'Share of sessions that end at 64 to 66 minutes',
      about: 'Of all sessions that ended in an hour. SAS tokens of an hour that nobody renews; without them it stays below a few percent.',
      unit: 'percentunit',
      empty: 'no session has ended yet',
      page: 'docs/detectors/periodic.md',
      width: 8,
      height: 9,
      queries: [
        [
          `(sum by (hub) (increase(dropsight_session_age_seconds_bucket{${HUB}, le="3960.0"}[1h])) - sum by (hub) (increase(dropsight_session_age_seconds_bucket{${HUB}, le="3840.0"}[1h]))) / sum by (hub) (increase(dropsight_session_age_seconds_count{${HUB}}[1h]))`,
          '{{hub}}',
        ],
      ],
    }),
  )

  .withRow(row('Can the log be trusted'))
  .withPanel(
    lines({
      title: 'How late the log arrives',
      about: 'From an event to its arrival here. Minutes are usual; what is later than 10 makes alerts late.',
      unit: 's',
      empty: 'no log yet',
      alerts: ['DropsightFeedLate'],
      page: 'docs/detectors/feed.md',
      width: 12,
      height: 7,
      queries: [[`max by (hub) (dropsight_feed_lag_seconds{${HUB}})`, '{{hub}}']],
    }),
  )
  .withPanel(
    lines({
      title: 'Silent log',
      about: '1 while the log of a hub is silent beyond its own rhythm, or late: drops are not seen, and verdicts wait.',
      unit: 'short',
      empty: 'no log yet',
      alerts: ['DropsightFeedBlind'],
      page: 'docs/detectors/feed.md',
      width: 12,
      height: 7,
      min: 0,
      max: 1,
      decimals: 0,
      queries: [[`max by (hub) (dropsight_feed_blind{${HUB}})`, '{{hub}}']],
    }),
  );
