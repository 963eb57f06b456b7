import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { SOURCE } from './panels.js';

export function source() {
  return new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

/** @param of a metric that has the label for every value */
export function choice(label: string, heading: string, of: string, several: boolean) {
  return new dashboard.QueryVariableBuilder(label)
    .label(heading)
    .datasource(SOURCE)
    .query({ query: `label_values(${of}, ${label})`, refId: label })
    .definition(`label_values(${of}, ${label})`)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(several)
    .includeAll(several);
}

function band(name: string, expr: string, color: string, title: string, text: string) {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(SOURCE)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .step('15s')
    .titleFormat(title)
    .textFormat(text);
}

/** Bands behind each graph: incidents, and times in which the log was silent. */
export function bands() {
  return [
    band(
      'Incidents',
      'hub_pattern_cause_severity:dropsight_alerts_open:max{hub=~"$hub", pattern="mass", cause!="sas_echo"} > 0',
      'red',
      '{{cause}}',
      '{{hub}}',
    ),
    band(
      'Echoes',
      'hub_pattern_cause_severity:dropsight_alerts_open:max{hub=~"$hub", cause="sas_echo"} > 0',
      'blue',
      '{{cause}}',
      '{{hub}}',
    ),
    band('Silent log', 'max by (hub) (dropsight_feed_blind{hub=~"$hub"}) > 0', 'yellow', 'The log is silent', '{{hub}}'),
  ];
}

export function board(uid: string, title: string, about: string) {
  const to = new dashboard.DashboardLinkBuilder('Dropsight')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags(['dropsight'])
    .asDropdown(false)
    .keepTime(true)
    .includeVars(true);
  return new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(about)
    .tags(['dropsight'])
    .timezone('browser')
    .refresh('30s')
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(to);
}
