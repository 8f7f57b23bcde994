// What specs/lib consists of: index.js and index.mjs with the data inlined, index.d.ts, and one CommonJS file per validator.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';

import { endpointFinder, joined } from './catalog.mjs';
import { apiDeclarations, indexDeclarations, nameDeclarations, recordDeclarations } from './declarations.mjs';
import { extensionDeclarations, extensionSchema } from './format-extension.mjs';
import { recordSchemasOf } from './records.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const filesIn = (folder, suffix) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(suffix) && !name.endsWith('.schema.json'))
    .sort()
    .map((name) => [basename(name, suffix), join(folder, name)]);

const typeOptions = {
  additionalProperties: false,
  bannerComment: '',
  ignoreMinAndMaxItems: true,
  unreachableDefinitions: true,
};

/** A draft-07 schema as a self-contained CommonJS module: no ajv and no code from text at run time. */
async function validatorModule(schema) {
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, code: { source: true } });
  ajv.addKeyword('tsType');
  const code = standaloneCode.default(ajv, ajv.compile(schema));
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: process.cwd(), loader: 'js' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2022',
  });
  return outputFiles[0].text;
}

function assertValid(name, schema, value) {
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (!ajv.validate(schema, value)) throw new Error(`${name} does not fit its schema: ${ajv.errorsText()}`);
}

/** A module of its own for what few need and nobody changes: text that is only parsed when it is asked for. */
const dataModule = (name, value) =>
  `'use strict';\nObject.defineProperty(exports, '__esModule', { value: true });\nexports.${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))});\n`;

/**
 * The module that holds what most need, in two forms: as the other packages load it, and as a bundler can leave out what
 * nobody asks for, which are half a megabyte of validators where only the catalog is wanted.
 */
function indexModule(form, values, functions) {
  const esm = form === 'esm';
  const exported = (name, code) => `${esm ? `export const ${name}` : `exports.${name}`} = ${code};\n`;
  const required = (name, file) => (esm ? `import ${name} from '${file}';\n` : `const ${name} = require('${file}');\n`);
  return [
    esm ? '' : `'use strict';\nObject.defineProperty(exports, '__esModule', { value: true });\n`,
    required('formatValidator', './validate-legacy-format.js'),
    required('extensionValidator', './validate-format-extension.js'),
    ...Object.entries(values).map(([name, value]) => exported(name, JSON.stringify(value, null, 1))),
    functions,
    exported('validateLegacyFormat', 'validateFormat'),
  ].join('');
}

// Errors of "if" only repeat that one of its branches failed.
const formatFunctions = `const plainError = ({ instancePath, message, keyword, params, parentSchema, propertyName }) => ({
  instancePath,
  message,
  keyword,
  params: {
    ...params,
    ...(propertyName !== undefined && { propertyName }),
    ...(keyword === 'additionalProperties' && { allowedProperties: Object.keys(parentSchema.properties || {}) }),
  },
});
const validateFormat = (value) => {
  const extension = typeof value === 'object' && value !== null && 'extends' in value;
  const validator = extension ? extensionValidator : formatValidator;
  return validator(value)
    ? { valid: true }
    : { valid: false, errors: validator.errors.filter(({ keyword }) => keyword !== 'if').map(plainError) };
};
`;

/** File name to text of everything in specs/lib; throws when the data does not fit its schemas. */
export async function generate(specs) {
  const catalogSchema = readJson(join(specs, 'catalog', 'catalog.schema.json'));
  const catalog = readJson(join(specs, 'catalog', 'streams.json'));
  const namesSchema = readJson(join(specs, 'catalog', 'names.schema.json'));
  const names = readJson(join(specs, 'catalog', 'names.json'));
  const formatSchema = readJson(join(specs, 'legacy-formats', 'format.schema.json'));
  const formats = Object.fromEntries(
    filesIn(join(specs, 'legacy-formats'), '.yaml').map(([name, file]) => [name, parse(readFileSync(file, 'utf8'))]),
  );
  const overrides = Object.fromEntries(
    filesIn(join(specs, 'records'), '.json').map(([name, file]) => [name, readJson(file)]),
  );
  const api = filesIn(join(specs, 'api'), '.json').map(([, file]) => readJson(file));
  const endpointOf = endpointFinder(api);
  const streams = joined(catalog, endpointOf);
  assertValid('specs/catalog/streams.json', catalogSchema, { streams });
  assertValid('specs/catalog/names.json', namesSchema, names);
  const presets = Object.keys(formats);
  const extendingSchema = extensionSchema(formatSchema, presets);
  for (const [name, format] of Object.entries(formats))
    assertValid(`specs/legacy-formats/${name}.yaml`, 'extends' in format ? extendingSchema : formatSchema, format);

  const values = {
    streams,
    legacyFormats: formats,
    legacyFormatSchema: formatSchema,
    loader: readJson(join(specs, 'legacy-formats', 'loader.json')),
  };
  const types = [
    await compile(catalogSchema, 'StreamCatalog', typeOptions),
    await compile(formatSchema, 'LegacyFormat', typeOptions),
    extensionDeclarations(presets),
    indexDeclarations,
  ];
  return {
    'index.js': indexModule('cjs', values, formatFunctions),
    'index.mjs': indexModule('esm', values, formatFunctions),
    'index.d.ts': types.join('\n'),
    'records.js': dataModule('recordSchemas', recordSchemasOf(streams, endpointOf, overrides)),
    'records.d.ts': recordDeclarations,
    'names.js': dataModule('names', names),
    'names.d.ts': `${await compile(namesSchema, 'CatalogNames', typeOptions)}${nameDeclarations}`,
    'api.js': dataModule('apiFacts', api),
    'api.d.ts': apiDeclarations,
    'validate-legacy-format.js': await validatorModule(formatSchema),
    'validate-format-extension.js': await validatorModule(extendingSchema),
  };
}
