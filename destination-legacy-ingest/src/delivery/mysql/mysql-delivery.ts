import type { MysqlDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery } from '../delivery';
import { createTablesDelivery } from '../tables/tables-delivery';

import { mysqlServer } from './server';

/** Rows of staging tables in MySQL or MariaDB, and our own tables beside them. */
export function createMysqlDelivery(config: MysqlDeliveryConfig, context: DeliveryContext): Delivery {
  return createTablesDelivery(
    mysqlServer(config, context.tenantKey),
    {
      schema: config.database,
      log: { schema: config.database, prefix: config.log_prefix ?? 'legacy_ingest_' },
      createTables: config.create_tables ?? true,
      ...(config.tables && { mappings: config.tables }),
    },
    context,
  );
}
