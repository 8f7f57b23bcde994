import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openProgress } from '../src/delivery/http/progress';
import { nodeDisk } from '../src/disk/disk';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'http-progress-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('what was taken is known to the next run, for its own batch', () => {
  const progress = openProgress(nodeDisk, folder);
  progress.note('one', 'a.csv');
  progress.note('one', 'b.csv');
  const next = openProgress(nodeDisk, folder);
  expect([next.has('one', 'a.csv'), next.has('one', 'b.csv'), next.has('one', 'c.csv')]).toEqual([true, true, false]);
  expect(next.has('two', 'a.csv')).toBe(false);
  next.note('two', 'a.csv');
  expect(openProgress(nodeDisk, folder).has('one', 'a.csv')).toBe(false);
});

test.each(['', '{"batchId":', '[]', '{"batchId":"one","names":"a.csv"}'])(
  'a note that is no note (%p) says nothing',
  (text) => {
    writeFileSync(join(folder, 'uploads.json'), text);
    expect(openProgress(nodeDisk, folder).has('one', 'a.csv')).toBe(false);
  },
);

test('without a workspace it is known as long as the run lasts', () => {
  const progress = openProgress(nodeDisk, undefined);
  progress.note('one', 'a.csv');
  expect(progress.has('one', 'a.csv')).toBe(true);
  expect(openProgress(nodeDisk, undefined).has('one', 'a.csv')).toBe(false);
});
