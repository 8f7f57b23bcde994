// A bundle is its own threads' program: one file, which begins as the connector or as one of its threads.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { root } from '../setup.mjs';

/** Programs of threads, by connector. Beside each is the module that starts it, called -thread instead of -worker. */
const programs = {
  'destination-legacy-ingest': [
    'airbyte-runtime/lib/input/selected/record-worker.js',
    'destination-legacy-ingest/lib/render/encoding/xlsx/deflate-worker.js',
  ],
};

const nameOf = (program) => basename(program, '.js');

/** What esbuild begins with. */
export function entryOf(connector) {
  const cases = (programs[connector] ?? []).map(
    (program) => `case '${nameOf(program)}': require('./${program}'); break;`,
  );
  const main = `require('./${connector}/lib/main.js');`;
  const contents =
    cases.length === 0
      ? main
      : `const { isMainThread } = require('node:worker_threads');
if (isMainThread) ${main}
else switch (process.argv[2]) { ${cases.join(' ')} }`;
  return { contents, resolveDir: root, sourcefile: 'main.js' };
}

/** An esbuild plugin: in a bundle a thread's program is the bundle, told which thread it is. */
export const ownThreads = {
  name: 'own-threads',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](record|deflate)-thread\.js$/ }, ({ path }) => {
      const worker = basename(path).replace('-thread', '-worker');
      const text = readFileSync(path, 'utf8');
      const place = `(0, node_path_1.join)(__dirname, '${worker}')`;
      const started = 'new node_worker_threads_1.Worker(program, {';
      if (!text.includes(place) || !text.includes(started))
        throw new Error(`${path} starts its thread in another way than the bundle expects`);
      return {
        contents: text
          .replace(place, '__filename')
          .replace(started, `${started} argv: ['${basename(worker, '.js')}'],`),
      };
    });
  },
};
