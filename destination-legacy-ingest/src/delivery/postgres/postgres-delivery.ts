import type { PostgresDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery } from '../delivery';
import { createTablesDelivery } from '../tables/tables-delivery';

import { postgresServer } from './server';

/** Rows of staging tables in PostgreSQL, and our own tables in a schema beside them. */
export function createPostgresDelivery(config: PostgresDeliveryConfig, context: DeliveryContext): Delivery {
  return createTablesDelivery(
    postgresServer(config, context.tenantKey),
    {
      schema: config.schema ?? 'public',
      log: { schema: config.log_schema ?? 'legacy_ingest', prefix: '' },
      createTables: config.create_tables ?? true,
      ...(config.tables && { mappings: config.tables }),
    },
    context,
  );
}
