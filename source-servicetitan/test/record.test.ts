import { missingScopes, tenantNumber } from 'servicetitan-client';
import { streams } from 'servicetitan-specs';

import { describeStats } from '../src/progress';

import { streamOf } from './support/streams';
import { page, sync } from './support/sync';

test('a record is the text that ServiceTitan sent, with the tenant at its end; one that names its tenant is left alone', async () => {
  const raw = '{"id":9007199254740993,"total":1.10,"name":"caf\\u00e9 }" }';
  const { records } = await sync([streamOf('things')], 'things', () => page([raw, '{"id":1,"tenantId":7}']));
  expect(records).toEqual([
    '{"id":9007199254740993,"total":1.10,"name":"caf\\u00e9 }" ,"tenantId":42}',
    '{"id":1,"tenantId":7}',
  ]);
});

test('a tenant id with leading zeros or many digits is written as JSON can read it', () => {
  expect(tenantNumber('00123')).toBe('123');
  expect(tenantNumber('9007199254740993')).toBe('9007199254740993');
});

test('missing scopes are grouped with their streams, and unknown scopes are not missing', () => {
  const wanted = streams.filter(({ name }) => name === 'customers' || name === 'customer_contacts');
  expect(missingScopes([], wanted)).toEqual([
    { scope: 'tn.crm.customers:r', streams: expect.arrayContaining(['customers', 'customer_contacts']) as string[] },
  ]);
  expect(missingScopes(['tn.crm.customers:r'], wanted)).toEqual([]);
  expect(missingScopes(null, wanted)).toEqual([]);
});

test('the log counts like a person', () => {
  expect(describeStats({ requests: 1, retries: 1, waitedMs: 240 })).toBe('1 request, 1 retry, 0.2 s waiting');
  expect(describeStats({ requests: 12, retries: 0, waitedMs: 60_000 })).toBe('12 requests, 0 retries, 60.0 s waiting');
});
