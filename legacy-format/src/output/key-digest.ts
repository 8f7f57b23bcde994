import { createHash } from 'crypto';

import { compareKeys } from '../values/scalar';

// Hashing many small pieces costs more than hashing their concatenation.
const CHUNK = 16_384;

/** sha256 of keys, joined by a line feed. */
export interface KeyDigest {
  add(key: string): void;
  hex(): string;
}

/** For keys that come in their order: nothing is remembered. */
function streaming(): KeyDigest {
  const hash = createHash('sha256');
  let pending = '';
  let first = true;
  return {
    add: (key) => {
      pending += first ? key : `\n${key}`;
      first = false;
      if (pending.length < CHUNK) return;
      hash.update(pending, 'utf8');
      pending = '';
    },
    hex: () => hash.copy().update(pending, 'utf8').digest('hex'),
  };
}

/** For keys in any order: all are kept and sorted at the end. */
function sorting(): KeyDigest {
  const keys: string[] = [];
  return {
    add: (key) => keys.push(key),
    hex: () => {
      const digest = streaming();
      const numeric = keys.every((key) => /^\d+$/.test(key));
      for (const key of [...keys].sort(numeric ? compareKeys : undefined)) digest.add(key);
      return digest.hex();
    },
  };
}

export const keyDigest = (ordered: boolean): KeyDigest => (ordered ? streaming() : sorting());
