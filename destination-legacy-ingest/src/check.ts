import { join } from 'node:path';

import type { CheckOutcome } from 'airbyte-runtime';

import type { DestinationConfig } from './config';
import { createDelivery } from './delivery/create';
import { explain } from './disk/problems';
import { loadFormat } from './format';
import { tryLock } from './workspace/lock';
import type { Ports } from './write';

/**
 * Whether a sync could run: the format and the time zone, then everything the delivery does.
 * @throws what is wrong, in words for the person at the form
 */
export async function check(config: DestinationConfig, { disk }: Pick<Ports, 'disk'>): Promise<CheckOutcome> {
  const format = loadFormat(config);
  const delivery = createDelivery(config, disk);
  try {
    const found = await delivery.check();
    const reports = format.reports.map(
      ({ title, columns }) => `${title} (${columns.filter(({ enabled }) => enabled).length} columns)`,
    );
    const streams = format.streams.filter(({ optional }) => !optional).map(({ stream }) => stream);
    const optional = format.streams.filter((use) => use.optional).map(({ stream }) => stream);
    const also = optional.length === 0 ? '' : `, and if possible ${optional.join(', ')}`;
    return {
      status: 'SUCCEEDED',
      message: `${found} Reports: ${reports.join(', ')}. They need the streams ${streams.join(', ')}${also}.${runningNow(delivery.place)}`,
    };
  } catch (error) {
    throw explain(error, config.tenant_key, delivery.place);
  }

  function runningNow(place: string): string {
    const lockFile = join(place, '.workspace', 'lock.db');
    if (!disk.existsSync(lockFile)) return '';
    const held = tryLock(lockFile);
    held?.release();
    return held === undefined ? ' A sync of this tenant is running at the moment.' : '';
  }
}
