import type { CompiledFormat } from 'legacy-format';

import type { EncodingName } from '../../delivery/delivery';
import type { Disk } from '../../disk/disk';

import { csvEncoding } from './csv';
import type { Encoding } from './encoding';
import { stagingEncoding } from './staging';
import { xlsxEncoding } from './xlsx/xlsx';

const encodings: Readonly<Record<EncodingName, (format: CompiledFormat, disk: Disk) => Encoding>> = {
  csv: csvEncoding,
  staging: stagingEncoding,
  xlsx: xlsxEncoding,
};

export function encodingOf(name: EncodingName, format: CompiledFormat, disk: Disk): Encoding {
  return encodings[name](format, disk);
}
