import type { SftpDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery } from '../delivery';
import { createFolderDelivery } from '../folders/folder-delivery';

import { createServerStore } from './server-store';

/** Batches in `<directory>/<tenant key>` of an SFTP server. */
export function createSftpDelivery(config: SftpDeliveryConfig, context: DeliveryContext): Delivery {
  return createFolderDelivery(createServerStore(config, context), {
    place: `sftp://${config.host}:${config.port ?? 22}/${config.directory}/${context.tenantKey}`.replace(
      /([^:])\/{2,}/g,
      '$1/',
    ),
    encoding: config.file_type ?? 'csv',
    log: context.log,
  });
}
