export { createClock, type Clock } from './clock';
export type { FaultEffect, FaultOptions, Faults, RandomFaults, RequestMatch } from './fault-effects';
export { startSimulator } from './simulator';
export { defaultSwitches, type Switches } from './switches';
export * from './types';
