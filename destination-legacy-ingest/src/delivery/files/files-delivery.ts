import { join } from 'node:path';

import type { FilesDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery } from '../delivery';
import { fileTypeOf } from '../file-type';
import { doneNameOf } from '../folders/done';
import { createFolderDelivery } from '../folders/folder-delivery';

import { createDiskStore } from './disk-store';

/** Batches in `<directory>/<tenant key>` on a file system that the destination sees. */
export function createFilesDelivery(config: FilesDeliveryConfig, context: DeliveryContext): Delivery {
  const { tenantKey, format, disk, log } = context;
  const root = join(config.directory, tenantKey);
  return createFolderDelivery(createDiskStore(disk, root), {
    place: root,
    encoding: fileTypeOf(config, format),
    log,
    doneName: doneNameOf(format),
  });
}
