import { legacyFormats } from 'servicetitan-specs';

import spec from '../resources/spec.json';
import { loadFormat } from '../src/format';

const base = {
  tenant_key: 'demo',
  time_zone: 'America/Chicago',
  delivery: { kind: 'files', directory: '/data' },
} as const;

test('the form offers every format that comes with the product, and each can be used', () => {
  const [ready] = spec.connectionSpecification.properties.format.oneOf;
  expect([...ready!.properties.preset!.enum].sort()).toEqual(Object.keys(legacyFormats).sort());
  for (const preset of Object.keys(legacyFormats) as (keyof typeof legacyFormats)[])
    expect(loadFormat({ ...base, format: { kind: 'preset', preset } }).reports.length).toBeGreaterThan(0);
});
