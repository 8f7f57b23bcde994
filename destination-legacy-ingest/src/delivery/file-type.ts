import type { CompiledFormat } from 'legacy-format';

import type { DeliveryConfig, FileType } from '../config';

/** What files are: as the configuration says, else as the format does. */
export function fileTypeOf(config: DeliveryConfig, { definition }: Pick<CompiledFormat, 'definition'>): FileType {
  return ('file_type' in config ? config.file_type : undefined) ?? definition.delivery.fileType ?? 'csv';
}
