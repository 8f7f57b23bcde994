export type { DestinationConfig } from './config';
export { createDestination, nodePorts } from './connector';
export type { Ports } from './write';
