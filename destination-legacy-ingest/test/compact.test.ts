import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase, type Database } from '../src/database/database';
import { nodeDisk } from '../src/disk/disk';
import { compact } from '../src/spool/compact';
import { rankOf } from '../src/spool/rank';
import { openRawLog, type RawLog } from '../src/spool/raw-log';
import { createRowTable, type RowTable } from '../src/spool/row-table';

let folder: string;
let database: Database;
let rows: RowTable;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compact-'));
  database = openDatabase(join(folder, 'rows.db'), { durability: 'checkpointed', cacheKiB: 1000 });
  rows = createRowTable(database, 's1_1');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const raw = (): RawLog => openRawLog(nodeDisk, join(folder, 'raw'));

function sync(texts: readonly string[]): RawLog {
  const log = raw();
  rows.put(
    texts.map((text, key) => ({
      key: String(key),
      rank: rankOf('', log.file),
      fields: '[]',
      ...log.append(Buffer.from(text)),
    })),
  );
  log.flush();
  return log;
}

const readAll = (log: RawLog): (string | undefined)[] => rows.page(null, 1000).map((row) => log.read(row));

test('lines of replaced rows are dropped once they are more than half, and every row still finds its own', () => {
  const texts = Array.from({ length: 100 }, (_, at) => `line ${at} ${'é'.repeat(at)}`);
  sync(texts).close();
  const second = sync(texts.slice(0, 30).map((text) => `${text} changed`));
  expect(compact(database, rows, second, 0)).toBe(false);
  second.close();
  const third = sync(texts.map((text) => `${text} again`));
  expect(compact(database, rows, third, 0)).toBe(true);
  expect(readdirSync(join(folder, 'raw'))).toEqual(['3.jsonl']);
  expect(readAll(third)).toEqual(texts.map((text) => `${text} again`));
  third.close();
});

test('rows of older files are moved into the newest one', () => {
  const texts = Array.from({ length: 60 }, (_, at) => `line ${at}`);
  sync(texts).close();
  for (let repeat = 0; repeat < 3; repeat += 1) sync(texts.slice(0, 50)).close();
  const last = sync(texts.slice(0, 50));
  expect(compact(database, rows, last, 0)).toBe(true);
  last.close();
  const reopened = raw();
  expect(readAll(reopened)).toEqual([...texts.slice(0, 10), ...texts.slice(10, 50), ...texts.slice(50)]);
  reopened.close();
});

test('small files are left alone', () => {
  const log = sync(['a', 'b']);
  expect(compact(database, rows, log)).toBe(false);
  log.close();
});

test('lines of any length and script come back as they were', () => {
  const texts = ['', 'x'.repeat(1 << 21), '日本語 \u2028 🙂', 'é'.repeat(400_000), 'end'];
  const log = raw();
  const places = texts.map((text) => log.append(Buffer.from(text)));
  expect(places.map((place) => log.read(place))).toEqual(texts);
  log.close();
  const later = raw();
  expect(later.file).toBe(log.file + 1);
  expect(places.map((place) => later.read(place))).toEqual(texts);
  later.close();
});
