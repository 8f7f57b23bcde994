import { join } from 'node:path';

import { streams } from 'servicetitan-specs';
import { startSimulator } from 'servicetitan-test/simulator';

import { measure } from './measure';
import { configuredCatalog, jsonFile, maxRequestsPerSecond, sourceConfig, sourceProgram } from './tenant';

/** Files that a destination reads: what the source prints of a tenant, and the catalog of it. */
export interface InvoiceLines {
  readonly lines: string;
  readonly catalog: string;
}

/** All streams of the default reports, of a tenant with 1,000 customers and so many invoices. */
export async function invoiceLines(invoices: number, folder: string): Promise<InvoiceLines> {
  const simulator = await startSimulator({
    tenants: [{ sizes: { customers: 1000, invoices } }],
    switches: { requestsPerSecond: Infinity },
  });
  const catalog = jsonFile(folder, 'catalog.json', configuredCatalog(streams.filter(({ suggested }) => suggested)));
  const lines = join(folder, 'lines.jsonl');
  const source = jsonFile(folder, 'source.json', sourceConfig(simulator, maxRequestsPerSecond));
  await measure(sourceProgram, ['read', '--config', source, '--catalog', catalog], { stdout: lines });
  await simulator.close();
  return { lines, catalog };
}
