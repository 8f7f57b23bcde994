/** A disk that tells what a power cut would take: writes and names that were not yet brought onto it. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

import { nodeDisk, type Disk } from '../../src/disk/disk';

interface NameChange {
  readonly folder: string;
  readonly undo: () => void;
}

export interface FragileDisk {
  readonly disk: Disk;
  /** files whose content, and folders whose names, a power cut would take */
  unsafe(): string[];
  /** Takes them. */
  cut(): void;
}

/** @param before called before each rename that replaces or makes a name */
export function fragileDisk(before: (to: string, all: FragileDisk) => void = () => undefined): FragileDisk {
  const open = new Map<number, string>();
  const unwritten = new Set<string>();
  let changes: NameChange[] = [];

  const made = (path: string, undo: () => void): void => {
    changes.push({ folder: dirname(path), undo });
  };
  const disk: Disk = {
    ...nodeDisk,
    openSync(path, flags, mode) {
      const name = String(path);
      const isNew = !existsSync(name);
      const fd = nodeDisk.openSync(path, flags, mode);
      open.set(fd, name);
      if (isNew)
        made(name, () => {
          nodeDisk.rmSync(name, { force: true });
        });
      return fd;
    },
    writeSync: ((fd: number, ...rest: [Uint8Array, number, number]) => {
      unwritten.add(open.get(fd) ?? '');
      return nodeDisk.writeSync(fd, ...rest);
    }) as Disk['writeSync'],
    fsyncSync(fd) {
      nodeDisk.fsyncSync(fd);
      const name = open.get(fd) ?? '';
      unwritten.delete(name);
      changes = changes.filter(({ folder }) => folder !== name);
    },
    renameSync(from, to) {
      const [source, target] = [String(from), String(to)];
      before(target, fragile);
      nodeDisk.renameSync(source, target);
      if (unwritten.delete(source)) unwritten.add(target);
      made(target, () => {
        if (existsSync(target)) nodeDisk.renameSync(target, source);
      });
    },
    mkdirSync: ((path: string, options: { recursive: true }) => {
      const first = nodeDisk.mkdirSync(path, options);
      if (first !== undefined)
        for (let each = path; each.length >= first.length; each = dirname(each)) made(each, () => undefined);
      return first;
    }) as Disk['mkdirSync'],
  };
  const fragile: FragileDisk = {
    disk,
    unsafe: () => [...new Set([...unwritten, ...changes.map(({ folder }) => folder)])],
    cut() {
      for (const { undo } of [...changes].reverse()) undo();
      for (const name of unwritten) if (existsSync(name)) nodeDisk.closeSync(nodeDisk.openSync(name, 'w'));
    },
  };
  return fragile;
}
