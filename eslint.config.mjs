import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

// Which packages a package may import. Arrows only go down; nothing but test and bench imports test.
const mayImport = {
  'servicetitan-client': ['servicetitan-specs'],
  'checked-yaml': [],
  'command-line': [],
  'legacy-format': ['checked-yaml', 'servicetitan-specs'],
  'airbyte-runtime': ['servicetitan-specs'],
  'legacy-format-cli': [
    'command-line',
    'legacy-format',
    'servicetitan-client',
    'servicetitan-client/node',
    'servicetitan-specs',
  ],
  'source-servicetitan': ['airbyte-runtime', 'servicetitan-client', 'servicetitan-client/node', 'servicetitan-specs'],
  'destination-legacy-ingest': ['airbyte-runtime', 'legacy-format', 'servicetitan-specs'],
  'n8n-nodes-servicetitan': ['legacy-format', 'servicetitan-client', 'servicetitan-specs'],
  fleet: [
    'checked-yaml',
    'command-line',
    'legacy-format',
    'servicetitan-client',
    'servicetitan-client/node',
    'servicetitan-specs',
  ],
  start: ['servicetitan-specs'],
};
const ours = [
  'servicetitan-client',
  'servicetitan-client/node',
  'airbyte-runtime',
  'checked-yaml',
  'command-line',
  'legacy-format',
  'source-servicetitan',
  'destination-legacy-ingest',
  'servicetitan-test',
  'legacy-format-cli',
  'servicetitan-start',
  'n8n-nodes-servicetitan',
];

// n8n wants its folders at the top of a package; the other packages keep theirs in src.
const n8nFiles = ['credentials', 'nodes', 'transport'].map((folder) => `n8n-nodes-servicetitan/${folder}/**/*.ts`);

const layering = Object.entries(mayImport).map(([name, allowed]) => ({
  files: name === 'n8n-nodes-servicetitan' ? n8nFiles : [`${name}/src/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: ours
          .filter((other) => !allowed.includes(other))
          .map((other) => ({ name: other, message: `${name} must not import ${other}: arrows go down.` })),
      },
    ],
  },
}));

// What n8n bundles: no Node built-ins but crypto, no timers, no process, no file access, no code from text, no HTTP
// library, no verror. The Node transport of the client is the one exception; n8n never sees that entry point.
const bundled = {
  files: ['servicetitan-client/src/**/*.ts', 'legacy-format/src/**/*.ts', 'checked-yaml/src/**/*.ts'],
  ignores: ['servicetitan-client/src/node/**'],
  rules: {
    '@typescript-eslint/no-implied-eval': 'error',
    'no-console': 'error',
    'no-eval': 'error',
    'no-restricted-globals': [
      'error',
      ...[
        'process',
        'global',
        'globalThis',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'clearTimeout',
        'clearInterval',
        'clearImmediate',
        'queueMicrotask',
        'fetch',
        'Buffer',
        '__dirname',
        '__filename',
      ].map((name) => ({ name, message: 'n8n bundles this package: hand the capability in.' })),
    ],
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^(?!\\.{1,2}/|servicetitan-specs$|checked-yaml$|crypto$|yaml$|luxon$|entities)',
            message: 'n8n bundles this package: no Node built-in but crypto, no HTTP library, no verror.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      '**/lib/**',
      '**/dist/**',
      '**/node_modules/**',
      'out/**',
      '.cache/**',
      'specs/**/*.json',
      '**/generated/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict, importX.flatConfigs.typescript],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/order': [
        'error',
        {
          alphabetize: { order: 'asc' },
          groups: ['builtin', 'external', 'parent', 'sibling', 'index'],
          'newlines-between': 'always',
        },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    // test/suites and package tests are type-checked by tsconfig.tests.json
    files: ['*/test/**/*.ts', 'test/suites/**/*.ts', 'test/support/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.tests.json' } },
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': ['error', { max: 400 }] },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '*/bin/*'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        module: 'writable',
        require: 'readonly',
        URL: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  ...layering.filter(({ files }) => !bundled.files.includes(files[0])),
  bundled,
);
