/** node test/lib/n8n/install.js: makes the installation that the suites and the demo use. */
import { installN8n } from './installation';

installN8n((line) => process.stderr.write(`${line}\n`)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
