import { execFileSync } from 'child_process';
import { readFileSync, statSync } from 'fs';
import { join } from 'path';
import { createContext, runInContext } from 'vm';

import { legacyFormats, validateLegacyFormat } from 'servicetitan-specs';

const root = join(__dirname, '..', '..');
const lib = (name: string): string => join(root, 'specs', 'lib', name);

describe('the default legacy format', () => {
  it('is valid', () => {
    expect(validateLegacyFormat(legacyFormats['servicetitan-reports'])).toEqual({ valid: true });
  });

  it('reports a misspelt word once, with the words that are valid there', () => {
    const format = structuredClone(legacyFormats['servicetitan-reports']) as unknown as {
      csv: Record<string, unknown>;
    };
    format.csv['delimeter'] = ';';
    expect(validateLegacyFormat(format)).toEqual({
      valid: false,
      errors: [
        expect.objectContaining({
          instancePath: '/csv',
          keyword: 'additionalProperties',
          params: expect.objectContaining({
            additionalProperty: 'delimeter',
            allowedProperties: expect.arrayContaining(['delimiter']) as unknown,
          }) as unknown,
        }),
      ],
    });
  });
});

describe('the generated module', () => {
  it('validates where code from text is forbidden and nothing but its own files can be required', () => {
    const sandbox = createContext({}, { codeGeneration: { strings: false, wasm: false } });
    const load = (file: string): Record<string, unknown> => {
      const own = { exports: {} as Record<string, unknown> };
      const wrapper = runInContext(
        `(function (module, exports, require) {${readFileSync(lib(file), 'utf8')}\n})`,
        sandbox,
      ) as (...parts: unknown[]) => void;
      wrapper(own, own.exports, (wanted: string) => {
        if (!wanted.startsWith('./')) throw new Error(`asks for ${wanted}`);
        return load(wanted);
      });
      return own.exports;
    };
    const { validateLegacyFormat: validate } = load('index.js') as {
      validateLegacyFormat: typeof validateLegacyFormat;
    };
    expect(validate(legacyFormats['servicetitan-reports']).valid).toBe(true);
    expect(validate({ version: 1 }).valid).toBe(false);
  });

  it('is left alone when nothing changed', () => {
    const before = statSync(lib('index.js')).mtimeMs;
    execFileSync(process.execPath, [join(root, 'scripts', 'specs', 'build-specs.mjs')]);
    expect(statSync(lib('index.js')).mtimeMs).toBe(before);
  });
});
