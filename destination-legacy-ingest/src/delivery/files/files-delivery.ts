import { join } from 'node:path';

import type { FilesDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery } from '../delivery';
import { createFolderDelivery } from '../folders/folder-delivery';

import { createDiskStore } from './disk-store';

/** Batches in `<directory>/<tenant key>` on a file system that the destination sees. */
export function createFilesDelivery(config: FilesDeliveryConfig, { tenantKey, disk, log }: DeliveryContext): Delivery {
  const root = join(config.directory, tenantKey);
  return createFolderDelivery(createDiskStore(disk, root), {
    place: root,
    encoding: config.file_type ?? 'csv',
    log,
  });
}
