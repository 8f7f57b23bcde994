export { startAirbyte, type Airbyte } from './airbyte';
export { basePath } from './api';
export { cronProblem } from './cron';
export type { DiscoveredStream, Image, Images, Specification } from './images';
export { schemaErrors, type SchemaName } from './schemas';
export { secretMask } from './secrets';
export type * from './types';
