import { join } from 'node:path';

import type { Logger } from 'airbyte-runtime';
import type { CompiledFormat } from 'legacy-format';

import type { DeliveryConfig, DestinationConfig } from '../config';
import type { Disk } from '../disk/disk';

import type { Delivery } from './delivery';
import type * as Files from './files/files-delivery';
import type * as Http from './http/http-delivery';
import type * as Mysql from './mysql/mysql-delivery';
import type * as Postgres from './postgres/postgres-delivery';
import type * as Sftp from './sftp/sftp-delivery';

/** What every kind of delivery is given beside its own part of the configuration. */
export interface DeliveryContext {
  readonly tenantKey: string;
  readonly format: CompiledFormat;
  readonly disk: Disk;
  readonly log: Logger;
  readonly sleep: (ms: number) => Promise<void>;
  /** epoch milliseconds */
  readonly now: () => number;
  /** the tenant's directory in a workspace that stays from sync to sync, if one is configured */
  readonly kept: string | undefined;
}

type Configs = { readonly [Kind in DeliveryConfig['kind']]: Extract<DeliveryConfig, { kind: Kind }> };
type Create<Kind extends keyof Configs> = (config: Configs[Kind], context: DeliveryContext) => Delivery;

/* eslint-disable @typescript-eslint/no-require-imports -- plain requires, which bundlers can follow */
/**
 * The one place that knows every kind of delivery; a new one is a folder beside this file and a line here. A kind is loaded
 * when it is chosen: loading the libraries of all of them takes longer than a small sync.
 */
const kinds: { readonly [Kind in keyof Configs]: () => Create<Kind> } = {
  files: () => (require('./files/files-delivery') as typeof Files).createFilesDelivery,
  sftp: () => (require('./sftp/sftp-delivery') as typeof Sftp).createSftpDelivery,
  http: () => (require('./http/http-delivery') as typeof Http).createHttpDelivery,
  postgres: () => (require('./postgres/postgres-delivery') as typeof Postgres).createPostgresDelivery,
  mysql: () => (require('./mysql/mysql-delivery') as typeof Mysql).createMysqlDelivery,
};
/* eslint-enable @typescript-eslint/no-require-imports */

function create<Kind extends keyof Configs>(kind: Kind, config: Configs[Kind], context: DeliveryContext): Delivery {
  return kinds[kind]()(config, context);
}

/** @throws a config error when the configuration and the format do not go together */
export function createDelivery(
  { delivery, workspace, tenant_key: tenantKey }: DestinationConfig,
  context: Omit<DeliveryContext, 'tenantKey' | 'kept'>,
): Delivery {
  const kept = workspace?.kind === 'directory' ? join(workspace.directory, tenantKey) : undefined;
  return create(delivery.kind, delivery, { ...context, tenantKey, kept });
}
