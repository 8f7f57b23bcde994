import type { ConnectionOptions } from 'node:tls';

import type { TableMapping } from './targets';

export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** What every kind of database server is reached by. */
export interface ServerConfig {
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  /** secret */
  readonly password: string;
  /** default verify-full */
  readonly ssl_mode?: SslMode;
  /** certificates in PEM; without them those that Node knows */
  readonly ssl_ca?: string;
  readonly create_tables?: boolean;
  readonly tables?: readonly TableMapping[];
  readonly connect_timeout_seconds?: number;
  readonly statement_timeout_seconds?: number;
}

/** A server behind a slow network answers in seconds; Airbyte's own destinations wait as long. */
const connectSeconds = 30;
/** Deleting and loading a list of a million rows takes a minute or two. */
const statementSeconds = 900;
/** How much longer we wait than the server was told to, so that its own words arrive. */
const graceMs = 10_000;

export interface Patience {
  readonly connectMs: number;
  readonly statementMs: number;
  /** after this without an answer the connection is given up */
  readonly silenceMs: number;
}

export function patienceOf(config: ServerConfig): Patience {
  const statementMs = (config.statement_timeout_seconds ?? statementSeconds) * 1000;
  return {
    connectMs: (config.connect_timeout_seconds ?? connectSeconds) * 1000,
    statementMs,
    silenceMs: statementMs + graceMs,
  };
}

/** Undefined: no encryption. */
export function tlsOf({ ssl_mode: mode = 'verify-full', ssl_ca: ca }: ServerConfig): ConnectionOptions | undefined {
  if (mode === 'disable') return undefined;
  if (mode === 'require') return { rejectUnauthorized: false };
  return {
    rejectUnauthorized: true,
    ...(ca !== undefined && ca.trim() !== '' && { ca }),
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
}
