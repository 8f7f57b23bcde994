import type { DiscoveredStream } from './images';
import { badRequest } from './problem';
import type { StreamConfiguration } from './types';

/** What the platform calls a source's mode together with a destination's. Other pairs do not exist. */
const modes: Readonly<Record<string, readonly [source: string, destination: string]>> = {
  full_refresh_overwrite: ['full_refresh', 'overwrite'],
  full_refresh_append: ['full_refresh', 'append'],
  full_refresh_overwrite_deduped: ['full_refresh', 'overwrite_dedup'],
  incremental_append: ['incremental', 'append'],
  incremental_deduped_history: ['incremental', 'append_dedup'],
};

/** Without a destination, what any destination could do. */
export function validModes(stream: DiscoveredStream, destinationModes?: readonly string[]): string[] {
  return Object.keys(modes).filter((name) => {
    const [source, destination] = modes[name] ?? ['', ''];
    return stream.supported_sync_modes.includes(source) && (destinationModes?.includes(destination) ?? true);
  });
}

/** Every path of a record's schema, nested ones too. */
export function fieldsOf(schema: DiscoveredStream['json_schema']): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    [name],
    ...fieldsOf(property as DiscoveredStream['json_schema']).map((path) => [name, ...path]),
  ]);
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function checkCursor({ name, cursorField = [] }: StreamConfiguration, stream: DiscoveredStream): void {
  const own = stream.default_cursor_field ?? [];
  if (stream.source_defined_cursor === true) {
    if (cursorField.length > 0 && !same(cursorField, own))
      throw badRequest(`The source defines the cursor of ${name}: leave cursorField out.`);
    return;
  }
  if (cursorField.length === 0 && own.length === 0)
    throw badRequest(`Stream ${name} has no cursor of its own: name one in cursorField.`);
  if (cursorField.length > 0 && !fieldsOf(stream.json_schema).some((path) => same(path, cursorField)))
    throw badRequest(`Stream ${name} has no field ${cursorField.join('.')} for a cursor.`);
}

function checkPrimaryKey({ name, primaryKey = [] }: StreamConfiguration, stream: DiscoveredStream): void {
  const own = stream.source_defined_primary_key ?? [];
  if (own.length > 0 && primaryKey.length > 0 && !same(own, primaryKey))
    throw badRequest(
      `The source defines the primary key of ${name}: leave primaryKey out or send ${JSON.stringify(own)}.`,
    );
  if (own.length === 0 && primaryKey.length === 0)
    throw badRequest(`Stream ${name} has no primary key of its own: name one in primaryKey.`);
  const fields = fieldsOf(stream.json_schema);
  for (const path of primaryKey)
    if (!fields.some((field) => same(field, path))) throw badRequest(`Stream ${name} has no field ${path.join('.')}.`);
}

function checkFields({ name, selectedFields }: StreamConfiguration, stream: DiscoveredStream): void {
  if (selectedFields === undefined) return;
  const chosen = selectedFields.map(({ fieldPath = [] }) => fieldPath);
  if (chosen.length === 0) throw badRequest(`No fields are selected for stream ${name}.`);
  const properties = Object.keys(stream.json_schema.properties ?? {});
  for (const [field, ...nested] of chosen)
    if (field === undefined || nested.length > 0 || !properties.includes(field))
      throw badRequest(`Stream ${name} has no top-level field ${String(field)} to select.`);
}

/** What a connection may say about its streams. @throws Problem */
export function checkStreams(
  configured: readonly StreamConfiguration[],
  offered: readonly DiscoveredStream[],
  destinationModes: readonly string[],
): void {
  const seen = new Set<string>();
  for (const configuration of configured) {
    const { name, syncMode } = configuration;
    const stream = offered.find((candidate) => candidate.name === name);
    if (stream === undefined) throw badRequest(`The source has no stream ${name}.`);
    if (seen.has(name)) throw badRequest(`Stream ${name} is configured twice.`);
    seen.add(name);
    checkFields(configuration, stream);
    if (syncMode === undefined) continue;
    const valid = validModes(stream, destinationModes);
    if (!valid.includes(syncMode))
      throw badRequest(`Stream ${name} cannot be synced as ${syncMode}; its modes are ${valid.join(', ')}.`);
    if (syncMode.startsWith('incremental')) checkCursor(configuration, stream);
    if (syncMode === 'incremental_deduped_history') checkPrimaryKey(configuration, stream);
  }
}
