export { source } from './connector';
export type { SourceConfig } from './config';
