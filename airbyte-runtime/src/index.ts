export type {
  CheckOutcome,
  Context,
  DestinationConnector,
  DestinationContext,
  DestinationOutput,
  InputMessage,
  InvalidCode,
  InvalidInput,
  Logger,
  ReadPlan,
  RecordInput,
  SelectedValues,
  SourceConnector,
  StateInput,
  StreamEvent,
  StreamSelection,
  StreamTask,
  TraceInput,
  WriteContext,
} from './connector';
export { destinationMain } from './destination/main';
export {
  findOperatorError,
  isOperatorError,
  operatorError,
  operatorMessageOf,
  type FailureType,
  type OperatorErrorOptions,
  type OperatorFailure,
} from './errors';
export { rawData } from './input/record-text';
export { isJsonObject, type JsonObject, type JsonPrimitive, type JsonValue } from './json';
export { requireStreams, type ConfiguredCatalog, type ConfiguredStream } from './protocol/catalog';
export * from './protocol/constructors';
export * from './protocol/messages';
export type { StreamStates } from './protocol/state';
export { sourceMain } from './source/main';
