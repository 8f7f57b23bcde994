import { operatorError } from 'airbyte-runtime';

/** Hosts that a packet does not leave the machine for. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]';
}

/** Where something is sent, and how it is called in messages: a query may hold what is nobody's business. */
export interface Address {
  readonly url: string;
  readonly shown: string;
  readonly loopback: boolean;
}

/** @throws a config error when it is no address, or one to which reports would travel in the open */
export function readAddress(text: string, field: string, tenantKey: string): Address {
  const refuse = (why: string): Error =>
    operatorError({ failureType: 'config', message: `${field} of the HTTP delivery ${why} (tenant ${tenantKey}).` });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw refuse('is no address that begins with https://');
  if (url.username !== '' || url.password !== '')
    throw refuse('holds a user name or password; put them into "Authentication", where they are kept secret');
  const loopback = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !loopback)
    throw refuse('begins with http://, so that reports and credentials would travel in the open; use https://');
  return { url: url.href, shown: `${url.origin}${url.pathname}`, loopback };
}
