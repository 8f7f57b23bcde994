import type { Timing } from './request';
import type { HttpResponse } from './transport';

/** ISO-8601: the server's clock when the request set out, from its Date header less the time that the answer took. */
export function beganAt(response: HttpResponse, { sentAt, answeredAt }: Timing): string {
  const date = Date.parse(response.headers.date ?? '');
  const began = Number.isNaN(date) ? sentAt : date - Math.max(0, answeredAt - sentAt);
  return new Date(began).toISOString();
}
