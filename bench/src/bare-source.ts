/**
 * The physical limit of a source: fetches the same export batches over a kept connection, parses them, and writes the
 * same RECORD lines in 64 KiB blocks. No retries, no pacing, no states, no checks.
 * node bare-source.js <api url> <auth url> <tenant> <client id> <client secret> <app key> <path> <stream>
 */
import { writeSync } from 'node:fs';
import { Agent, request } from 'node:http';

const [api = '', auth = '', tenant = '', clientId = '', clientSecret = '', appKey = '', path = '', stream = ''] =
  process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const blockBytes = 65_536;

function call(url: string, headers: Record<string, string>, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers, method: body === undefined ? 'GET' : 'POST' }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve(Buffer.concat(chunks).toString('utf8'));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function main(): Promise<void> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const token = JSON.parse(
    await call(auth, { 'content-type': 'application/x-www-form-urlencoded' }, form.toString()),
  ) as { access_token: string };
  const headers = { authorization: `Bearer ${token.access_token}`, 'st-app-key': appKey };
  const url = `${api}${path.replace('{tenant}', tenant)}`;
  let block = '';
  let from = '';
  for (;;) {
    const text = await call(from === '' ? url : `${url}?from=${encodeURIComponent(from)}`, headers);
    const page = JSON.parse(text) as { hasMore: boolean; continueFrom: string; data: Record<string, unknown>[] };
    const emittedAt = Date.now();
    for (const item of page.data) {
      item.tenantId = Number(tenant);
      block += `${JSON.stringify({ type: 'RECORD', record: { stream, emitted_at: emittedAt, data: item } })}\n`;
      if (block.length >= blockBytes) {
        writeSync(1, block);
        block = '';
      }
    }
    if (!page.hasMore) break;
    from = page.continueFrom;
  }
  writeSync(1, block);
  agent.destroy();
}

void main();
