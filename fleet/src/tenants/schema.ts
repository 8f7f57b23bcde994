import { Type, type Static, type TSchema } from '@sinclair/typebox';

const object = <T extends Record<string, TSchema>>(members: T) => Type.Object(members, { additionalProperties: false });
const oneOf = <T extends string>(words: readonly T[], options: { description?: string } = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...words], ...options });

/** A secret is never in the file: it names the environment variable or the file that holds it, one of them. */
export interface SecretReference {
  env?: string;
  file?: string;
}
const members = { env: { type: 'string', minLength: 1 }, file: { type: 'string', minLength: 1 } };
const reference = { properties: members, additionalProperties: false, minProperties: 1, maxProperties: 1 };
const Secret = Type.Unsafe<SecretReference>({
  type: 'object',
  description: 'where the secret is: { env: NAME } or { file: path }, the path relative to this file',
  ...reference,
});
/** No secret, but may be kept beside one. */
const TextOrSecret = Type.Unsafe<string | SecretReference>({ type: ['string', 'object'], minLength: 1, ...reference });

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Schedule of a tenant. Which members go together is said by `schedule/schedule.ts`, in better words than a schema has. */
const Schedule = object({
  every: Type.Optional(oneOf(['day', 'week', 'month'])),
  on: Type.Optional(
    Type.Unsafe<string | number>({
      type: ['string', 'integer'],
      description: 'weekday, or day of the month from 1 to 26',
    }),
  ),
  at: Type.Optional(
    Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: "HH:MM in the tenant's time zone" }),
  ),
  window_minutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'tenants start somewhere in so many minutes from then, so that not all start at once; default 180',
    }),
  ),
  cron: Type.Optional(Type.String({ description: 'Quartz, six or seven fields, UTC, taken as it is' })),
  manual: Type.Optional(Type.Boolean({ description: 'true: only when somebody asks for it' })),
});

export const syncModes = [
  'full_refresh_overwrite',
  'full_refresh_append',
  'incremental_append',
  'incremental_deduped_history',
] as const;

/** What a tenant may say for itself and `defaults` for all. */
const settings = {
  environment: Type.Optional(oneOf(['production', 'integration'])),
  trade: Type.Optional(Type.String({ minLength: 1 })),
  software: Type.Optional(Type.String({ minLength: 1 })),
  time_zone: Type.Optional(Type.String({ minLength: 1, description: 'IANA name, for instance America/Chicago' })),
  start_date: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}', description: 'first day to read' })),
  schedule: Type.Optional(Schedule),
  overdue_after_hours: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'hours after a scheduled start without a success; default 12' }),
  ),
  app_key: Type.Optional(Secret),
  source: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: "further fields of the source's configuration" }),
  ),
  destination: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: "fields of the destination's configuration: format, delivery, limits, workspace",
    }),
  ),
  streams: Type.Optional(
    Type.Record(Type.String(), oneOf(syncModes), {
      description: 'sync mode by stream; default: the streams that the format needs',
    }),
  ),
};

const Tenant = object({
  key: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    maxLength: 100,
    description: 'tenant_key in the system that ingests; never changes',
  }),
  name: Type.String({ minLength: 1 }),
  tenant_id: Type.Unsafe<string | number>({
    type: ['string', 'integer'],
    pattern: '^[0-9]+$',
    description: 'the number of the ServiceTitan account',
  }),
  client_id: TextOrSecret,
  client_secret: Secret,
  secret_set_on: Type.Optional(
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'day the secret was made, for reminders' }),
  ),
  enabled: Type.Optional(Type.Boolean({ description: 'false pauses the connection' })),
  ...settings,
});

const Image = Type.String({ pattern: '^[^\\s:]+(:[0-9]+)?(/[^\\s:]+)*:[^\\s:/]+$', description: 'repository:tag' });

/** `tenants.yaml` */
export const Fleet = object({
  airbyte: object({
    url: Type.String({ pattern: '^https?://', description: 'base of the public API: https://HOST/api/public/v1' }),
    workspace_id: TextOrSecret,
    client_id: TextOrSecret,
    client_secret: Secret,
    notification_webhook: Type.Optional(TextOrSecret),
  }),
  images: object({ source: Image, destination: Image }),
  defaults: Type.Optional(object(settings)),
  tenants: Type.Array(Tenant, { minItems: 1 }),
});

export type FleetFile = Static<typeof Fleet>;
export type TenantEntry = Static<typeof Tenant>;
export type ScheduleEntry = Static<typeof Schedule>;
export type SyncMode = (typeof syncModes)[number];
