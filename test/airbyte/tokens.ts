import { randomBytes } from 'node:crypto';

import type { Clock } from '../simulator/clock';

import { unauthorized } from './problem';
import type { Json } from './types';

export interface Tokens {
  /** @throws Problem when the application is not known */
  issue(request: Json): Json;
  /** @throws Problem for a token that is missing, made up, revoked or too old */
  require(authorization: string | undefined): void;
  /** All tokens die at once, as after a restart with other keys. */
  revoke(): void;
}

/** `settings` is read at each call, so a test may rotate the secret or shorten the life of the next tokens. */
export function createTokens(
  clock: Clock,
  settings: { application: { clientId: string; clientSecret: string }; tokenSeconds: number },
): Tokens {
  const expiry = new Map<string, number>();
  return {
    issue({ client_id: clientId, client_secret: clientSecret }) {
      const { application, tokenSeconds } = settings;
      if (clientId !== application.clientId || clientSecret !== application.clientSecret) throw unauthorized();
      const token = `at1.${randomBytes(24).toString('hex')}`;
      expiry.set(token, clock.now() + tokenSeconds * 1000);
      return { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds };
    },
    require(authorization = '') {
      const [, token = ''] = /^Bearer (.+)$/.exec(authorization) ?? [];
      if ((expiry.get(token) ?? 0) <= clock.now()) throw unauthorized();
    },
    revoke: () => {
      expiry.clear();
    },
  };
}
