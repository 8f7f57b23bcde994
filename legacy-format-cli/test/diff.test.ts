import { onlyLooksDifferent } from '../src/compare/likeness';

import { folder, legacyFormat, type Run } from './support/run';

const old = `\ufeffCustomer ID,Name,Total,Since,Fax
1,"Acme, Inc.",$5.00,01/05/2026,
2,"Two
lines",3,1/6/2026,
3,Gone,1,1/7/2026,
`;
const fresh = `customer_id,Since,Total,Name,Email\r
1,2026-01-05,5.00,"Acme, Inc.",a@example.com\r
2,1/6/2026,4,"Two
lines",b@example.com\r
4,1/7/2026,1,New,\r
`;

function diff(before: string, after: string, ...args: string[]): Promise<Run> {
  return legacyFormat(folder({ 'old.csv': before, 'new.csv': after }), 'diff', 'old.csv', 'new.csv', ...args);
}
const byId = ['--key', 'Customer ID'];

describe('npx legacy-format diff', () => {
  it('says what the cut-over would change, by row and by column', async () => {
    const { code, stdout } = await diff(old, fresh, ...byId);
    expect(code).toBe(1);
    for (const line of [
      /^rows +3 -> 3$/m,
      /^changed +2$/m,
      /^added +1 +4$/m,
      /^removed +1 +3$/m,
      /^ {2}Total +2 +100 % +1 only in notation$/m,
      /^ {2}Since +1 +50\.0 % +only the notation$/m,
      /^ {4}2 +"3" +-> +"4"$/m,
      /^Only in old\.csv: Fax$/m,
      /^Only in new\.csv: Email$/m,
      /^The columns of both are in another order\.$/m,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).not.toMatch(/^ {2}Name /m);
  });

  it('says the same to machines', async () => {
    const { stdout } = await diff(old, fresh, ...byId, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      same: false,
      rows: { old: 3, new: 3, same: 0, changed: 2 },
      added: { count: 1, examples: ['4'] },
      removed: { count: 1, examples: ['3'] },
      columns: [
        { column: 'Total', changed: 2, onlyLooks: 1 },
        { column: 'Since', changed: 1, onlyLooks: 1, examples: [{ key: '1', old: '01/05/2026', new: '2026-01-05' }] },
      ],
      onlyOld: ['Fax'],
      onlyNew: ['Email'],
      reordered: true,
    });
  });

  it('says yes to a file that differs only in what does not count', async () => {
    const { code, stdout } = await diff('A,B,C\n1,2,3\n', 'b,a\n9,1\n', '--key', 'a', '--ignore', 'B', '--ignore', 'C');
    expect([code, stdout]).toEqual([0, expect.stringContaining('No differences.')]);
  });

  it('tells rows with the same key apart and says how many there are', async () => {
    const twice = 'Invoice #,Total\n7,1\n7,2\n7,3\n';
    expect((await diff(twice, twice, '--key', 'Invoice #')).code).toBe(0);
    const { stdout } = await diff(twice, 'Invoice #,Total\n7,1\n7,5\n', '--key', 'Invoice #', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      rows: { same: 1, changed: 1 },
      removed: { count: 1, examples: ['7 (no. 3)'] },
      repeated: { old: { count: 2 }, new: { count: 1 } },
    });
  });

  it('goes by several columns when one does not identify a row', async () => {
    const { stdout } = await diff(
      'A,B,C\n1,1,x\n1,2,y\n',
      'A,B,C\n1,2,z\n1,1,x\n',
      '--key',
      'A',
      '--key',
      'B',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ rows: { same: 1, changed: 1 }, repeated: { old: { count: 0 } } });
  });

  it('has no answer, exit code 2, when a column or a file is missing, empty or no CSV', async () => {
    expect(await diff(old, fresh, '--key', 'Id')).toMatchObject({
      code: 2,
      stderr: 'old.csv has no column "Id"; it has Customer ID, Name, Total, Since, Fax\n',
    });
    expect(await diff('', fresh, ...byId)).toMatchObject({
      code: 2,
      stderr: 'old.csv is empty: it has no header row\n',
    });
    expect(await diff(old, 'Customer ID\n1\n"2\n', ...byId)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^new\.csv \(line \d\) is no CSV: Quote Not Closed/) as string,
    });
    expect(await legacyFormat('.', 'diff', 'a.csv', 'b.csv', ...byId)).toMatchObject({
      code: 2,
      stderr: 'a.csv: there is no such file\n',
    });
    expect(await legacyFormat('.', 'diff', 'a.csv', 'b.csv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--key') as string,
    });
  });
});

test.each([
  ['$1,299.00', '1299.00', true],
  ['($50.00)', '-50', true],
  ['-$50.00', '-50.00', true],
  ['50.00', '-50.00', false],
  ['0.00', '-0', true],
  ['.5', '0.50', true],
  ['1/5/2026', '2026-01-05', true],
  ['1/5/2026', '5/1/2026', false],
  ['Acme  Widgets', 'ACME Widgets ', true],
  ['(417) 555-0101', '417-555-0101', true],
  ['Acme', 'Acme 2', false],
  ['', '0', false],
])('%s and %s say the same: %s', (a, b, expected) => {
  expect(onlyLooksDifferent(a, b)).toBe(expected);
});
