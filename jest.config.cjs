// Unit suites live in their package's test/ folder; suites that cross packages, or need the simulator, in test/suites/.
const transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.tests.json' }] };
const project = (displayName, testMatch) => ({
  displayName,
  rootDir: __dirname,
  testMatch: [`<rootDir>/${testMatch}`],
  testEnvironment: 'node',
  transform,
  cacheDirectory: '<rootDir>/.cache/jest',
});

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    ...[
      'servicetitan-client',
      'airbyte-runtime',
      'legacy-format',
      'legacy-format-cli',
      'source-servicetitan',
      'destination-legacy-ingest',
      'fleet',
      'specs',
      'start',
    ].map((name) => project(name, `${name}/test/**/*.test.ts`)),
    project('suites', 'test/suites/**/*.test.ts'),
  ],
};
