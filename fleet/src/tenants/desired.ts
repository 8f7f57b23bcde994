import { CommandError } from 'command-line';

import type { Configuration, ConnectionSettings } from '../airbyte/types';
import { cronOf } from '../schedule/cron-of';

import { completeConfiguration } from './configuration';
import { connectorSpec } from './connector-specs';
import type { LoadedFleet } from './load';
import type { FleetFile, ScheduleEntry, TenantEntry } from './schema';
import { textOf, type SecretPlaces } from './secrets';
import { chooseStreams } from './streams';

/** What a tenant's objects in Airbyte should be. */
export interface DesiredTenant {
  readonly key: string;
  readonly name: string;
  readonly source: { readonly name: string; readonly configuration: Configuration };
  readonly destination: { readonly name: string; readonly configuration: Configuration };
  readonly connection: ConnectionSettings;
  /** hours after a scheduled start at which a success is overdue */
  readonly overdueAfterHours: number;
}

const defaultSchedule: ScheduleEntry = { every: 'week', on: 'monday', at: '02:00' };
const defaultOverdueHours = 12;
const defaultZone = 'America/New_York';

function checkedZone(key: string, zone: string): string {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    throw new CommandError(`${key}: there is no time zone "${zone}". Use an IANA name such as America/Chicago.`);
  }
}

/** What the file says of a tenant, its own words before those for all. */
function settingsOf(tenant: TenantEntry, defaults: FleetFile['defaults'] = {}) {
  const merged = { ...defaults, ...tenant };
  return {
    ...merged,
    time_zone: checkedZone(tenant.key, merged.time_zone ?? defaultZone),
    source: { ...defaults.source, ...tenant.source },
    destination: { ...defaults.destination, ...tenant.destination },
  };
}

const present = (members: Record<string, unknown>): Configuration =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

export interface FleetContext {
  readonly year: number;
}

/** @throws CommandError that names the tenant and what is wrong with it */
export function desiredTenants({ file, places }: LoadedFleet, { year }: FleetContext): DesiredTenant[] {
  const specs = {
    source: connectorSpec('source'),
    destination: connectorSpec('destination'),
  };
  return file.tenants.map((tenant) => desiredTenant(tenant, file.defaults, places, specs, year));
}

function desiredTenant(
  tenant: TenantEntry,
  defaults: FleetFile['defaults'],
  places: SecretPlaces,
  specs: Record<'source' | 'destination', ReturnType<typeof connectorSpec>>,
  year: number,
): DesiredTenant {
  const { key, name } = tenant;
  const said = settingsOf(tenant, defaults);
  if (said.app_key === undefined)
    throw new CommandError(`${key}: app_key is missing, in the tenant or under defaults: the ST-App-Key of your app.`);
  const source = completeConfiguration(
    present({
      ...said.source,
      environment: said.environment ?? 'production',
      tenant_id: String(tenant.tenant_id),
      client_id: tenant.client_id,
      client_secret: tenant.client_secret,
      app_key: said.app_key,
      start_date: said.start_date,
    }),
    `${key}: source`,
    specs.source,
    places,
  );
  const destination = completeConfiguration(
    present({
      ...said.destination,
      tenant_key: key,
      time_zone: said.time_zone,
      trade: said.trade,
      software: said.software,
    }),
    `${key}: destination`,
    specs.destination,
    places,
  );
  const cron = cronOf(said.schedule ?? defaultSchedule, { key, timeZone: said.time_zone }, year);
  return {
    key,
    name,
    source: { name: `ServiceTitan - ${name} (${key})`, configuration: source },
    destination: { name: `Legacy ingest - ${name} (${key})`, configuration: destination },
    connection: {
      name: `ServiceTitan to legacy ingest - ${name} (${key})`,
      status: tenant.enabled === false ? 'inactive' : 'active',
      schedule: cron === null ? { scheduleType: 'manual' } : { scheduleType: 'cron', cronExpression: cron },
      nonBreakingSchemaUpdatesBehavior: 'propagate_columns',
      configurations: { streams: chooseStreams(key, said.streams, destination) },
    },
    overdueAfterHours: said.overdue_after_hours ?? defaultOverdueHours,
  };
}

/** The access to Airbyte that the file names. */
export function airbyteAccess({ file: { airbyte }, places }: LoadedFleet) {
  return {
    url: airbyte.url.replace(/\/+$/, ''),
    workspaceId: textOf(airbyte.workspace_id, 'airbyte.workspace_id', places),
    clientId: textOf(airbyte.client_id, 'airbyte.client_id', places),
    clientSecret: textOf(airbyte.client_secret, 'airbyte.client_secret', places),
    webhook:
      airbyte.notification_webhook === undefined
        ? undefined
        : textOf(airbyte.notification_webhook, 'airbyte.notification_webhook', places),
  };
}
