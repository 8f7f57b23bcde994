/*
 * The destination with a hurried clock: what it does every ten minutes it does every EVERY_MS milliseconds.
 */
const { destinationMain } = require('../../airbyte-runtime/lib/index.js');
const { createDestination, nodePorts } = require('../../destination-legacy-ingest/lib/index.js');

const every = (_ms, act) => nodePorts.every(Number(process.env.EVERY_MS), act);
destinationMain(createDestination({ ...nodePorts, every }));
