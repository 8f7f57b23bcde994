import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { select } from './command-line';
import { destinationPart } from './parts/destination';
import { filesPart } from './parts/files';
import { memoryPart } from './parts/memory';
import type { Finding } from './parts/part';
import { postgresPart } from './parts/postgres';
import { sourcePart } from './parts/source';
import { specPart } from './parts/spec';
import { streamsPart } from './parts/streams';
import { describe, record } from './report';

const parts = [specPart, sourcePart, destinationPart, filesPart, postgresPart, streamsPart, memoryPart];

async function main(words: readonly string[]): Promise<void> {
  const selection = select(words, parts, [sourcePart, destinationPart, filesPart, postgresPart]);
  const findings: Finding[] = [];
  const skipped: string[] = [];
  for (const part of selection.parts) {
    const folder = mkdtempSync(join(tmpdir(), `bench-${part.name}-`));
    try {
      const outcome = await part.run({ folder, sizes: selection.sizes });
      if ('skipped' in outcome) skipped.push(`${part.name}: skipped, ${outcome.skipped}`);
      else findings.push(...outcome);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const now = new Date();
  const text = describe(findings, skipped, now);
  console.log(text);
  console.log(`Recorded in ${record(text, now)}`);
  if (findings.some(({ met }) => !met)) console.log('A goal is not met.');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof RangeError ? error.message : error);
  process.exitCode = 1;
});
