import { BadBodyError } from '../src/errors';
import { cellTexts, parseTablePage } from '../src/table-page';

const answer = (body: string) => ({ status: 200, headers: {}, body });
const fields = '"fields":[{"name":"Id","label":"Job #"},{"name":"Note"}]';

test('rows and cells keep the text that ServiceTitan wrote, digit by digit', () => {
  const page = parseTablePage(
    answer(
      `\uFEFF{${fields},"page":2,"hasMore":false,"totalCount":1,"data":[[9007199254740993,\n "a, \\u005d \\"b\\""]]}`,
    ),
  );
  expect(page).toMatchObject({ page: 2, hasMore: false, totalCount: 1 });
  expect(page.fields).toEqual([
    { name: 'Id', label: 'Job #' },
    { name: 'Note', label: 'Note' },
  ]);
  expect(page.rows.map(cellTexts)).toEqual([['9007199254740993', '"a, \\u005d \\"b\\""']]);
});

test.each([
  ['half of the JSON', `{${fields},"hasMore":false,"data":[[1`],
  ['no fields', '{"hasMore":false,"data":[]}'],
  ['no data', `{${fields},"hasMore":false}`],
  ['no word on whether there is more', `{${fields},"data":[]}`],
  ['a row without a cell for each field', `{${fields},"hasMore":false,"data":[[1]]}`],
  ['a row that is an object', `{${fields},"hasMore":false,"data":[{"Id":1}]}`],
])('%s is no page, and is asked for again', (_case, body) => {
  expect(() => parseTablePage(answer(body))).toThrow(BadBodyError);
});
