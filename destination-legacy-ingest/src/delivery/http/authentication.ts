import type { HttpDeliveryConfig } from '../../config';

type Authentication = HttpDeliveryConfig['authentication'];

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

export function authenticationHeaders(authentication: Authentication): Readonly<Record<string, string>> {
  switch (authentication?.kind) {
    case undefined:
    case 'none':
      return {};
    case 'bearer':
      return { authorization: `Bearer ${authentication.token}` };
    case 'basic':
      return { authorization: `Basic ${base64(`${authentication.username}:${authentication.password}`)}` };
    case 'header':
      return { [authentication.name]: authentication.value };
  }
}

/** What must not be quoted when a server sends it back. */
export function secretsOf(authentication: Authentication): string[] {
  switch (authentication?.kind) {
    case undefined:
    case 'none':
      return [];
    case 'bearer':
      return [authentication.token];
    case 'basic':
      return [base64(`${authentication.username}:${authentication.password}`), authentication.password];
    case 'header':
      return [authentication.value];
  }
}
