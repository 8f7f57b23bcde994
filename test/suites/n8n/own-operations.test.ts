/** Reports, legacy reports, the connection and the trigger on the older line of n8n; the newer one has suites of their own. */
import type { INodeParameters } from 'n8n-workflow';

import { n8nSuite } from '../../support/n8n-engine';

const suite = n8nSuite({
  line: 'compatible',
  simulator: {
    tenants: [{ seed: 5, sizes: { customers: 40, invoices: 60 }, collectionRows: 2 }],
    switches: { reportLimit: 'off' },
  },
});

const run = (parameters: INodeParameters) => suite.engine.runNode({ node: 'serviceTitan', parameters });

test('a saved report runs with the parameters of its form', async () => {
  const value = { DateType: 1, From: '2019-01-01T00:00:00', To: '2025-12-31T00:00:00' };
  const { error, items } = await run({
    ...{ group: 'reports', resource: 'report', operation: 'run', returnAs: 'items' },
    category: { __rl: true, mode: 'id', value: 'operations' },
    report: { __rl: true, mode: 'id', value: '40175' },
    reportParameters: {
      mappingMode: 'defineBelow',
      value,
      matchingColumns: [],
      schema: [],
    },
  });
  expect(error).toBeNull();
  const dated = suite.tenant.rows('invoices').filter(({ invoiceDate }) => String(invoiceDate) >= '2019');
  expect(items).toHaveLength(dated.filter(({ invoiceDate }) => String(invoiceDate) < '2026').length);
});

test('a legacy report comes as a file on the first output, its rejects on the second', async () => {
  const { error, outputs } = await run({
    ...{ group: 'reports', resource: 'legacyReport', operation: 'create', returnAs: 'csv' },
    ...{ format: 'servicetitan-reports', report: 'customers', tenantKey: 'ACME01', timeZone: 'America/Chicago' },
    options: { maxRejectRate: 1 },
  });
  expect(error).toBeNull();
  expect(outputs).toHaveLength(2);
  const text = Buffer.from(outputs[0]![0]!.binary!.data!.data, 'base64').toString();
  expect(text).toMatch(/^Customer ID,Customer Name,/);
});

test('the status of the connection is an item', async () => {
  const { items } = await run({ group: 'settings', resource: 'connection', operation: 'getStatus' });
  expect(items.map(({ json }) => json.status)).toEqual(['Connected']);
});

test('the trigger keeps its place in the data that this line hands it', async () => {
  const poll = (staticData = {}) =>
    suite.engine.poll({
      node: 'serviceTitanTrigger',
      parameters: { resource: 'customers', events: ['created', 'updated', 'deactivated'] },
      staticData,
    });
  const first = await poll();
  expect([first.error, first.items]).toEqual([null, null]);
  const { ids } = suite.tenant.mutate({ stream: 'customers', action: 'add' });
  const second = await poll(first.staticData);
  expect(second.items?.map(({ json }) => [json.id, (json._event as { type: string }).type])).toEqual([
    [Number(ids[0]), 'created'],
  ]);
  expect((await poll(second.staticData)).items).toBeNull();
});
