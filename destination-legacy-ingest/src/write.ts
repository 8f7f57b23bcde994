import type { ConfiguredCatalog, DestinationOutput, InputMessage, Logger, WriteContext } from 'airbyte-runtime';
import type { CompiledFormat } from 'legacy-format';

import type { DestinationConfig } from './config';
import { createDelivery } from './delivery/create';
import type { Delivery } from './delivery/delivery';
import type { Disk } from './disk/disk';
import { explain, isDamage } from './disk/problems';
import { acknowledgeEarly } from './early';
import { loadFormat } from './format';
import { judgeEnding } from './intake/completeness';
import { planSync, streamsNeededWhole, type SyncPlan } from './intake/plan';
import { receive } from './intake/receive';
import { createRefusedLines } from './intake/refused';
import { selectFields } from './intake/selection';
import { createStateQueue } from './intake/states';
import { recover } from './publish/publish';
import { publishSync } from './publish/publish-sync';
import { applyRetention } from './publish/retention';
import { encodingOf } from './render/encoding/create';
import { renderReports } from './render/render';
import { keepUndelivered, openStreams, settleStreams } from './streams';
import { damagedRecords } from './workspace/errors';
import { describePlace, placeOf, type WorkspacePlace } from './workspace/place';
import { openWorkspace, setRecordsAside, type Workspace } from './workspace/workspace';

export interface Ports {
  readonly disk: Disk;
  /** epoch milliseconds */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Acts again and again, this many milliseconds apart, until the returned function is called. */
  readonly every: (ms: number, act: () => void) => () => void;
}

/** For what must not happen in between. */
const never: Ports['every'] = () => () => undefined;

/** What the story of a sync is told with, once its workspace is open. */
interface Sync {
  readonly config: DestinationConfig;
  readonly format: CompiledFormat;
  readonly planned: SyncPlan;
  readonly delivery: Delivery;
  readonly place: WorkspacePlace;
  readonly workspace: Workspace;
  readonly output: DestinationOutput;
  readonly log: Logger;
  readonly select: WriteContext['select'];
  readonly ports: Ports;
}

async function takeAndPublish(input: AsyncIterable<InputMessage[]>, sync: Sync): Promise<void> {
  const { config, format, delivery, place, workspace, output, log, ports } = sync;
  const encoding = encodingOf(delivery.encoding, format, ports.disk);
  const plan = keepUndelivered(sync.planned, workspace.ledger);
  const spools = openStreams(plan, format, workspace, config.tenant_key);
  sync.select?.(selectFields(plan, spools));
  const refused = createRefusedLines(workspace.spool.scratch);
  const states = createStateQueue(plan.streams.keys());
  const every = place.keepsAtOnce ? ports.every : never;
  const early = acknowledgeEarly({ plan, spools, refused, states }, workspace, output, every);
  try {
    const intake = await receive(early.watch(input), plan, { spools, refused, states, log }).finally(early.stop);
    const ending = judgeEnding(plan, intake, config.tenant_key);

    if (ending.kind === 'complete') {
      const reports = plan.reports.filter(({ source }) => !ending.cleared.has(plan.idOf.get(source) ?? ''));
      const sources = { format, plan, spools, refused, states };
      const rendered = renderReports(reports, sources, workspace, { ...ports, encoding });
      await publishSync(rendered, { ...sources, config, intake, delivery, encoding, workspace, place, log, ...ports });
    } else
      log.info(
        ending.kind === 'cleared'
          ? 'The streams were cleared; what was published stays.'
          : 'Nothing arrived; everything stays.',
      );

    settleStreams(plan, intake, spools, workspace);
    await place.save();
    states.acknowledge(output);
    if (ending.kind === 'complete') await applyRetention(config.retention, delivery, { log, now: ports.now() });
  } catch (error) {
    if (early.count() > 0)
      log.warn(
        `${early.count()} states were acknowledged before this. What they cover is kept in ${place.directory} and goes out with the next sync that succeeds.`,
      );
    throw error;
  }
}

/**
 * One sync: messages go into the spool; at the end the reports are rendered from it, judged, and published as one batch or
 * not at all; then the states are acknowledged. Whatever ends it early leaves nothing visible; states that were acknowledged
 * until then are those whose records the next sync finds in the workspace.
 */
export async function write(
  config: DestinationConfig,
  catalog: ConfiguredCatalog,
  input: AsyncIterable<InputMessage[]>,
  output: DestinationOutput,
  { log, select }: WriteContext,
  ports: Ports,
): Promise<void> {
  const tenant = config.tenant_key;
  const format = loadFormat(config);
  const delivery = createDelivery(config, { ...ports, format, log });
  const place = placeOf(config, ports.disk, ports.sleep);
  try {
    const planned = planSync(format, catalog, place);
    await place.open();
    const workspace = await openWorkspace(place.directory, tenant, { ...ports, log });
    try {
      const recovered = await recover(delivery, workspace.ledger);
      if (recovered !== 'none')
        log.info(`The last sync was interrupted while it published: its batch was ${recovered}.`);
      for (const warning of planned.warnings) log.warn(warning);
      for (const note of planned.notes) log.info(note);
      log.info(describePlace(place, streamsNeededWhole(format)));
      await takeAndPublish(input, { config, format, planned, delivery, place, workspace, output, log, select, ports });
    } finally {
      workspace.close();
    }
  } catch (error) {
    if (!isDamage(error)) throw explain(error, tenant, delivery.place);
    const aside = setRecordsAside(place.directory, ports);
    await place.save();
    throw damagedRecords(tenant, aside, error);
  } finally {
    await delivery.close();
    await place.leave();
  }
}
