import { streams } from 'servicetitan-specs';

import { toRecord, tenantNumber } from '../src/record';
import { missingScopes } from '../src/scopes';

test('a record is the text that ServiceTitan sent, with the tenant at its end', () => {
  const raw = '{"id":9007199254740993,"total":1.10,"name":"caf\\u00e9 }" }';
  expect(toRecord({ raw, value: { id: 1 } }, '42')).toBe(
    '{"id":9007199254740993,"total":1.10,"name":"caf\\u00e9 }" ,"tenantId":42}',
  );
});

test('an item that names its tenant already is left alone', () => {
  expect(toRecord({ raw: '{"id":1,"tenantId":7}', value: { id: 1, tenantId: 7 } }, '42')).toBe('{"id":1,"tenantId":7}');
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
