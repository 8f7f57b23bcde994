import { compileFormat, parseFormat, type CompiledFormat } from 'legacy-format';
import { legacyFormats } from 'servicetitan-specs';

import { takesTables, type DestinationConfig } from './config';
import { fileTypeOf } from './delivery/file-type';
import { xlsxCellLimit } from './render/encoding/xlsx/limits';

/**
 * The format of the configuration, made ready for its tenant.
 * @throws FormatError (config) that names line and column of a mistake, or the time zone
 */
export function loadFormat(config: DestinationConfig): CompiledFormat {
  const chosen = config.format ?? { kind: 'preset', preset: 'servicetitan-reports' };
  const definition = chosen.kind === 'custom' ? parseFormat(chosen.definition) : legacyFormats[chosen.preset];
  const context = {
    tenantKey: config.tenant_key,
    timeZone: config.time_zone,
    ...(config.trade === undefined ? {} : { trade: config.trade }),
    ...(config.software === undefined ? {} : { software: config.software }),
    ...(config.import_id === undefined ? {} : { importId: config.import_id }),
    ...(takesTables(config.delivery) ? { staging: true } : {}),
  };
  const format = compileFormat(definition, context);
  if (takesTables(config.delivery) || fileTypeOf(config.delivery, format) === 'csv') return format;
  return compileFormat(definition, { ...context, cellLimit: xlsxCellLimit });
}
