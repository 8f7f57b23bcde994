/** What stands in for Slack's incoming webhooks: takes messages and answers "ok". */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlackWebhook {
  readonly url: string;
  readonly texts: readonly string[];
  close(): Promise<void>;
}

export async function startSlackWebhook(): Promise<SlackWebhook> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        texts.push((JSON.parse(Buffer.concat(chunks).toString()) as { text: string }).text);
        response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/services/T0/B0/key`,
    texts,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
