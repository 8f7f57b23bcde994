// Makes the template files from what stands beside this file:  node workflows/src/build.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';

import { connectionWatch } from './connection-watch.mjs';
import { failedSyncAlerts } from './failed-sync-alerts.mjs';
import { onboardAClient } from './onboard-a-client.mjs';
import { runAnAirbyteSync } from './run-an-airbyte-sync.mjs';
import { scheduledSyncs } from './scheduled-syncs.mjs';
import { syncDashboard } from './sync-dashboard.mjs';
import { syncOfOneTenant } from './sync-of-one-tenant.mjs';

/** File names begin with the number that the documentation gives a template. */
export const templates = {
  '1-scheduled-syncs.json': scheduledSyncs,
  '1-sync-of-one-tenant.json': syncOfOneTenant,
  '2-onboard-a-client.json': onboardAClient,
  '3-failed-sync-alerts.json': failedSyncAlerts,
  '4-sync-dashboard.json': syncDashboard,
  '5-connection-watch.json': connectionWatch,
  '6-run-an-airbyte-sync.json': runAnAirbyteSync,
};

const check = process.argv.includes('--check');
for (const [name, template] of Object.entries(templates)) {
  const path = new URL(`../${name}`, import.meta.url);
  const text = `${JSON.stringify(template, null, 2)}\n`;
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`workflows/${name} is not what its source says: run node workflows/src/build.mjs`);
    process.exitCode = 1;
  }
}
