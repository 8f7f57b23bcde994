import * as fs from 'node:fs';

/** What the destination asks of a file system, so that tests can hand in one that is full. Everything is synchronous:
 *  waiting for the disk is the backpressure that stops the reading of stdin. */
export type Disk = Pick<
  typeof fs,
  | 'closeSync'
  | 'copyFileSync'
  | 'existsSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'mkdirSync'
  | 'mkdtempSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'statfsSync'
  | 'statSync'
  | 'writeSync'
>;

export const nodeDisk: Disk = fs;
