import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleet } from './fleet.js';
import { incident } from './incident.js';
import { service } from './service.js';

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('name the folder that the dashboards are written to');
}
/** The SDK hides links and annotations in a menu unless told otherwise, and cannot be told. */
function visible(key: string, value: unknown) {
  return key === 'placement' && value === 'inControlsMenu' ? undefined : value;
}

for (const dashboard of [fleet, incident, service].map((each) => each.build())) {
  let next = 1;
  dashboard.panels?.forEach((panel) => (panel.id = next++)); // ids that stay while the order does
  writeFileSync(join(folder, `${dashboard.uid}.json`), `${JSON.stringify(dashboard, visible, 2)}\n`);
}
