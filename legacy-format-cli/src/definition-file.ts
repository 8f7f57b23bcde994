import { existsSync, readFileSync } from 'node:fs';

import { fileProblem } from 'command-line';
import { checkFormat, presetFormat, type CheckedFormat } from 'legacy-format';
import { legacyFormats, type PresetName } from 'servicetitan-specs';

const isPreset = (name: string): name is PresetName => name in legacyFormats;

export const presetNames = Object.keys(legacyFormats);

/** A definition from a file, or a format that comes with the product by its name; a file of that name wins. */
export function readChecked(nameOrPath: string): CheckedFormat {
  if (!existsSync(nameOrPath) && isPreset(nameOrPath)) return { format: presetFormat(nameOrPath), findings: [] };
  let text: string;
  try {
    text = readFileSync(nameOrPath, 'utf8');
  } catch (error) {
    throw fileProblem(nameOrPath, error);
  }
  return checkFormat(text);
}
