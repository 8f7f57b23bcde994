import { fillPath, queryOf } from '../src';

test('a key in a path is encoded and cannot lead elsewhere', () => {
  expect(fillPath('/crm/v2/tenant/{tenant}/customers/{id}/notes', { id: '5/../..?a=b' })).toBe(
    '/crm/v2/tenant/{tenant}/customers/5%2F..%2F..%3Fa%3Db/notes',
  );
  for (const id of ['', '.', '..']) expect(() => fillPath('/customers/{id}/notes', { id })).toThrow('{id}');
});

test('a parameter with several values is sent once for each', () => {
  expect(queryOf({ active: 'Any', statuses: ['Open', 'Closed'], sources: [] })).toEqual([
    ['active', 'Any'],
    ['statuses', 'Open'],
    ['statuses', 'Closed'],
  ]);
});
