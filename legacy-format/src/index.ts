export * from './types';
export { canonicalJson } from './canonical-json';
export { compileFormat } from './compile/compile-format';
export { FormatError, type FormatProblem } from './errors';
export { extendFormat, presetFormat } from './extend';
export {
  createHeldRecords,
  type ArrivingRecord,
  type HeldRecord,
  type HeldRecords,
  type HeldStream,
} from './in-memory/records';
export { renderInMemory, type MemoryRender, type MemoryReport } from './in-memory/render';
export { batchId, contentDigest, nextVersion } from './output/batch';
export { csvEncoder, type CsvEncoder } from './output/csv';
export { judgeBatch, type ConfiguredLimits, type JudgedReport } from './output/limits';
export {
  buildManifest,
  type Manifest,
  type ManifestInput,
  type ManifestReport,
  type ReportCounts,
} from './output/manifest';
export { fileName, type NamingValues } from './output/naming';
export { rejectsEncoder, type RejectedRecord, type RejectsEncoder } from './output/rejects';
export { checkFormat, parseFormat, type CheckedFormat, type FormatFinding } from './parse/parse-format';
export { needsExactText, parseLossless } from './records/lossless-json';
export { resolveFormat, type ResolvedColumn, type ResolvedFormat, type ResolvedReport } from './resolve';
export { compareInstants } from './values/instant';
export { compareKeys } from './values/scalar';
export { guardFormula, guardPhone } from './values/text';
