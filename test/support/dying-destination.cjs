/*
 * The destination, killed without a warning before a certain call to its disk: KILL_AT, counted from the first call that
 * has to do with a finished file on. KILL_AT=0 prints how many such calls there are instead.
 */
const { writeSync } = require('node:fs');

const { destinationMain } = require('../../airbyte-runtime/lib/index.js');
const { createDestination, nodePorts } = require('../../destination-legacy-ingest/lib/index.js');

const killAt = Number(process.env.KILL_AT);
let calls = 0;
const touches = (value) => typeof value === 'string' && /outbox|incoming|rejected/.test(value);
let begun = false;
/** A death before one of these leaves what a death before the next change leaves. */
const changesNothing = new Set([
  'existsSync',
  'fstatSync',
  'readFileSync',
  'readSync',
  'readdirSync',
  'statSync',
  'statfsSync',
]);

const disk = Object.fromEntries(
  Object.entries(nodePorts.disk).map(([name, operation]) => [
    name,
    typeof operation !== 'function' || changesNothing.has(name)
      ? operation
      : (...args) => {
          begun ||= name === 'openSync' && touches(args[0]) && args[1] === 'w';
          if (begun) calls += 1;
          if (begun && calls === killAt) process.kill(process.pid, 'SIGKILL');
          return operation(...args);
        },
  ]),
);

process.on('exit', () => {
  if (killAt === 0) writeSync(2, String(calls));
});
destinationMain(createDestination({ ...nodePorts, disk }));
