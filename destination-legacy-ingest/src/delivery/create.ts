import type { DestinationConfig } from '../config';
import type { Disk } from '../disk/disk';

import type { Delivery } from './delivery';
import { createFilesDelivery } from './files/files-delivery';

/** The one place that knows every kind of delivery. */
export function createDelivery({ delivery, tenant_key: tenantKey }: DestinationConfig, disk: Disk): Delivery {
  // one kind so far: the next one makes this a switch over `delivery.kind`
  return createFilesDelivery(delivery, tenantKey, disk);
}
