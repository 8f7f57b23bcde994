import type { CheckOutcome, Logger } from 'airbyte-runtime';

import type { DestinationConfig } from './config';
import { createDelivery } from './delivery/create';
import { probeFolder } from './disk/probe';
import { explain } from './disk/problems';
import { loadFormat } from './format';
import { streamsNeededWhole } from './intake/plan';
import { lockFileOf, tryLock } from './workspace/lock';
import { describePlace, placeOf } from './workspace/place';
import type { Ports } from './write';

/**
 * Whether a sync could run: the format and the time zone, then everything the delivery does.
 * @throws what is wrong, in words for the person at the form
 */
export async function check(config: DestinationConfig, ports: Ports, log: Logger): Promise<CheckOutcome> {
  const format = loadFormat(config);
  const delivery = createDelivery(config, { ...ports, format, log });
  const place = placeOf(config, ports.disk, ports.sleep);
  try {
    const found = await delivery.check();
    if (config.workspace?.kind === 'directory') probeWorkspace();
    await place.check();
    const reports = format.reports.map(
      ({ title, columns }) => `${title} (${columns.filter(({ enabled }) => enabled).length} columns)`,
    );
    const streams = format.streams.filter(({ optional }) => !optional).map(({ stream }) => stream);
    const optional = format.streams.filter((use) => use.optional).map(({ stream }) => stream);
    const also = optional.length === 0 ? '' : `, and if possible ${optional.join(', ')}`;
    return {
      status: 'SUCCEEDED',
      message: `${found} Reports: ${reports.join(', ')}. They need the streams ${streams.join(', ')}${also}. ${describePlace(place, streamsNeededWhole(format))}${runningNow()}`,
    };
  } catch (error) {
    throw explain(error, config.tenant_key, delivery.place);
  } finally {
    await delivery.close();
    await place.leave();
  }

  /** What a sync does in a workspace of its own, in words of its own when it cannot. */
  function probeWorkspace(): void {
    try {
      probeFolder(ports.disk, place.directory);
    } catch (error) {
      throw explain(error, config.tenant_key, place.directory);
    }
  }

  function runningNow(): string {
    const lockFile = lockFileOf(place.directory);
    if (!ports.disk.existsSync(lockFile)) return '';
    const held = tryLock(lockFile);
    held?.release();
    return held === undefined ? ' A sync of this tenant is running at the moment.' : '';
  }
}
