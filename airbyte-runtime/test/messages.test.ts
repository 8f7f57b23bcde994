import { createOutput } from '../src/output/output';
import { createSecrets } from '../src/output/secrets';
import {
  analyticsTrace,
  catalogMessage,
  connectionStatusMessage,
  controlMessage,
  countText,
  destinationCatalogMessage,
  errorTrace,
  estimateTrace,
  logMessage,
  specMessage,
  stateLine,
  streamStatusTrace,
} from '../src/protocol/constructors';
import type { PlainMessage } from '../src/protocol/messages';

const jobs = { name: 'jobs', namespace: 'acme' };

function printed(message: PlainMessage, ...known: string[]): string {
  const secrets = createSecrets();
  for (const secret of known) secrets.add(secret);
  const lines: string[] = [];
  createOutput({ line: (text) => lines.push(text), flush: () => undefined }, secrets).write(message);
  return lines.join('\n');
}

test.each<[string, PlainMessage, string]>([
  ['LOG', logMessage('WARN', 'careful'), '{"type":"LOG","log":{"level":"WARN","message":"careful"}}'],
  ['SPEC', specMessage({ connectionSpecification: {} }), '{"type":"SPEC","spec":{"connectionSpecification":{}}}'],
  [
    'CONNECTION_STATUS',
    connectionStatusMessage('FAILED', 'no'),
    '{"type":"CONNECTION_STATUS","connectionStatus":{"status":"FAILED","message":"no"}}',
  ],
  ['CATALOG', catalogMessage({ streams: [] }), '{"type":"CATALOG","catalog":{"streams":[]}}'],
  [
    'ERROR',
    errorTrace({ message: 'm', failure_type: 'config_error' }, 1),
    '{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"m","failure_type":"config_error"}}}',
  ],
  [
    'STREAM_STATUS',
    streamStatusTrace(jobs, 'STARTED', 1),
    '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"jobs","namespace":"acme"},"status":"STARTED"}}}',
  ],
  [
    'ESTIMATE',
    estimateTrace(jobs, 7, 1),
    '{"type":"TRACE","trace":{"type":"ESTIMATE","emitted_at":1,"estimate":{"name":"jobs","namespace":"acme","type":"STREAM","row_estimate":7}}}',
  ],
  [
    'ANALYTICS',
    analyticsTrace('pages', '3', 1),
    '{"type":"TRACE","trace":{"type":"ANALYTICS","emitted_at":1,"analytics":{"type":"pages","value":"3"}}}',
  ],
  [
    'CONTROL',
    controlMessage({ a: 1 }, 1),
    '{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":1,"connectorConfig":{"config":{"a":1}}}}',
  ],
  [
    'DESTINATION_CATALOG',
    destinationCatalogMessage([]),
    '{"type":"DESTINATION_CATALOG","destination_catalog":{"operations":[]}}',
  ],
])('a message %s is written as the protocol names its members', (_type, message, line) => {
  expect(printed(message)).toBe(line);
});

test('a state is written with its namespace and a count that has a decimal point', () => {
  expect(stateLine(jobs, { at: 1 }, 3)).toBe(
    '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"jobs","namespace":"acme"},"stream_state":{"at":1}},"sourceStats":{"recordCount":3.0}}}',
  );
  expect(countText(1e9)).toBe('1000000000.0');
});

test("a secret is masked in every text of a message but in none of the protocol's own words", () => {
  const trace = errorTrace(
    { message: 'jobs and INFO', internal_message: 'see jobs', stream_descriptor: { name: 'jobs' } },
    1,
  );
  const line = printed(trace, 'jobs', 'ERROR', 'INFO');
  expect(JSON.parse(line)).toMatchObject({
    trace: {
      type: 'ERROR',
      error: { message: '**** and ****', internal_message: 'see ****', stream_descriptor: { name: 'jobs' } },
    },
  });
});

test('a configuration that the platform is to keep goes out with its secrets', () => {
  expect(printed(controlMessage({ refresh_token: 'rotated-token' }, 1), 'rotated-token')).toContain('rotated-token');
});
