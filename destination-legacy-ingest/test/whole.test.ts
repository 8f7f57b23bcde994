import { findOperatorError } from 'airbyte-runtime';

import { openDatabase } from '../src/database/database';
import { requireWhole } from '../src/render/whole';
import { rankOf } from '../src/spool/rank';
import { createRowTable } from '../src/spool/row-table';

test('a report that misses rows of the spool is a system error that names the stream, not a shorter report', () => {
  let thrown: unknown;
  try {
    requireWhole('customers', { held: 200_000, passed: 100 });
  } catch (error) {
    thrown = error;
  }
  expect(findOperatorError(thrown)).toMatchObject({
    failureType: 'system',
    message: expect.stringContaining('customers') as string,
  });
  expect(() => {
    requireWhole('customers', { held: 100, passed: 100 });
  }).not.toThrow();
});

test('paging through a table passes every row, whole numbers, long ones and texts alike', () => {
  const table = createRowTable(openDatabase(':memory:', { durability: 'scratch', cacheKiB: 100 }), 'rows');
  const keys = ['7', '70000000', '9007199254740993', '9223372036854775807', '007', 'A7'];
  table.put(keys.map((key) => ({ key, rank: rankOf('', 1), fields: '[]', file: 1, position: 0, length: 1 })));
  const passed: string[] = [];
  for (let page = table.page(null, 2); page.length > 0; page = table.page(page.at(-1)?.key ?? null, 2))
    passed.push(...page.map(({ key }) => key));
  expect(passed).toEqual(keys);
  expect(table.count()).toBe(keys.length);
});
