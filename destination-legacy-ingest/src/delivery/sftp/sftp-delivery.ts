import type { SftpDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery } from '../delivery';
import { fileTypeOf } from '../file-type';
import { doneNameOf } from '../folders/done';
import { createFolderDelivery } from '../folders/folder-delivery';

import { createServerStore } from './server-store';

/** Batches in `<directory>/<tenant key>` of an SFTP server. */
export function createSftpDelivery(config: SftpDeliveryConfig, context: DeliveryContext): Delivery {
  return createFolderDelivery(createServerStore(config, context), {
    place: `sftp://${config.host}:${config.port ?? 22}/${config.directory}/${context.tenantKey}`.replace(
      /([^:])\/{2,}/g,
      '$1/',
    ),
    encoding: fileTypeOf(config, context.format),
    log: context.log,
    doneName: doneNameOf(context.format),
  });
}
