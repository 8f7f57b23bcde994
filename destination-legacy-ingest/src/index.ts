export type { DestinationConfig } from './config';
export { destination } from './connector';
