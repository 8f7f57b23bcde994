import { join } from 'node:path';

import type { Logger } from 'airbyte-runtime';
import type { CompiledFormat } from 'legacy-format';

import type { DeliveryConfig, DestinationConfig } from '../config';
import type { Disk } from '../disk/disk';

import type { Delivery } from './delivery';
import { createFilesDelivery } from './files/files-delivery';
import { createHttpDelivery } from './http/http-delivery';
import { createMysqlDelivery } from './mysql/mysql-delivery';
import { createPostgresDelivery } from './postgres/postgres-delivery';
import { createSftpDelivery } from './sftp/sftp-delivery';

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

/** The one place that knows every kind of delivery; a new one is a folder beside this file and a line here. */
const kinds: { readonly [Kind in keyof Configs]: Create<Kind> } = {
  files: createFilesDelivery,
  sftp: createSftpDelivery,
  http: createHttpDelivery,
  postgres: createPostgresDelivery,
  mysql: createMysqlDelivery,
};

function create<Kind extends keyof Configs>(kind: Kind, config: Configs[Kind], context: DeliveryContext): Delivery {
  return kinds[kind](config, context);
}

export function createDelivery(
  { delivery, workspace, tenant_key: tenantKey }: DestinationConfig,
  context: Omit<DeliveryContext, 'tenantKey' | 'kept'>,
): Delivery {
  const kept = workspace?.kind === 'directory' ? join(workspace.directory, tenantKey) : undefined;
  return create(delivery.kind, delivery, { ...context, tenantKey, kept });
}
