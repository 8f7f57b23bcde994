import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';

const base = '/reporting/v2/tenant/1234567';
const page = (data: unknown[]): unknown => ({ page: 1, pageSize: 500, hasMore: false, totalCount: data.length, data });

const fields = (labels: readonly (readonly [string, string])[]): unknown[] =>
  labels.map(([label, dataType]) => ({ name: label.replace(/\W/g, ''), label, dataType }));

const answers: Readonly<Record<string, unknown>> = {
  [`${base}/report-categories`]: page([
    { id: 'operations', name: 'Operations' },
    { id: 'accounting', name: 'Accounting' },
  ]),
  [`${base}/report-category/operations/reports`]: page([
    { id: 2281, name: 'Customers: weekly upload', description: null },
  ]),
  [`${base}/report-category/operations/reports/2281`]: {
    id: 2281,
    name: 'Customers: weekly upload',
    description: null,
    modifiedOn: '2026-08-01T09:30:00.1234567Z',
    parameters: [],
    fields: fields([
      ['customer id', 'Number'],
      ['Customer Name', 'String'],
      ['Phone', 'String'],
      ['Phone Number', 'String'],
      ['Customer Street', 'String'],
      ['City', 'String'],
      ['State', 'String'],
      ['Zip Code', 'String'],
      ['Member Status', 'String'],
      ['Lifetime Revenue', 'Number'],
      ['Net Promoter: Score', 'Number'],
    ]),
  },
  [`${base}/report-category/accounting/reports/7`]: {
    id: 7,
    name: 'Payments',
    parameters: [],
    fields: fields([
      ['Payment Type', 'String'],
      ['Check Number', 'String'],
      ['Applied To Invoice #', 'String'],
    ]),
  },
  [`${base}/report-category/accounting/reports/8`]: {
    id: 8,
    name: 'Moods',
    parameters: [],
    fields: fields([['Mood', 'String']]),
  },
};

/** The describing half of the Reporting API, as a tenant with three saved reports answers. */
export async function reportingServer(): Promise<{ url: string; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const token = { access_token: 'a-token-nobody-may-see', expires_in: 900, token_type: 'Bearer' };
    const answer = request.method === 'POST' ? token : answers[pathname];
    asked.push(`${request.method ?? ''} ${pathname}`);
    request.resume();
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        answer ?? {
          type: 'https://tools.ietf.org/html/rfc7231#section-6.5.4',
          title: 'Not Found',
          status: 404,
          traceId: '00-1-1-00',
        },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

export const secrets = { client_secret: 'cs-very-secret', app_key: 'ak-very-secret' };

/** A source's configuration for that tenant. */
export const configFor = (url: string): string =>
  JSON.stringify({
    environment: 'integration',
    tenant_id: '1234567',
    client_id: 'cid',
    ...secrets,
    api_url: url,
    auth_url: `${url}/connect/token`,
  });
