import type { ConfiguredCatalog, DestinationContext, DestinationOutput, InputMessage } from 'airbyte-runtime';

import type { DestinationConfig } from './config';
import { createDelivery } from './delivery/create';
import type { Disk } from './disk/disk';
import { explain, isDamage } from './disk/problems';
import { loadFormat } from './format';
import { judgeEnding } from './intake/completeness';
import { planSync, streamsNeededWhole } from './intake/plan';
import { receive } from './intake/receive';
import { createRefusedLines } from './intake/refused';
import { recover } from './publish/publish';
import { publishSync } from './publish/publish-sync';
import { encodingOf } from './render/encoding/create';
import { renderReports } from './render/render';
import { openStreams, settleStreams } from './streams';
import { damagedRecords } from './workspace/errors';
import { describePlace, placeOf } from './workspace/place';
import { openWorkspace, setRecordsAside } from './workspace/workspace';

export interface Ports {
  readonly disk: Disk;
  /** epoch milliseconds */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * One sync: messages go into the spool; at the end the reports are rendered from it, judged, and published as one batch or
 * not at all; then the states are acknowledged. Whatever ends it early leaves nothing visible and no state acknowledged.
 */
export async function write(
  config: DestinationConfig,
  catalog: ConfiguredCatalog,
  input: AsyncIterable<InputMessage[]>,
  output: DestinationOutput,
  { log }: DestinationContext,
  ports: Ports,
): Promise<void> {
  const tenant = config.tenant_key;
  const format = loadFormat(config);
  const delivery = createDelivery(config, { ...ports, format, log });
  const place = placeOf(config, ports.disk);
  try {
    const plan = planSync(format, catalog, place);
    const encoding = encodingOf(delivery.encoding, format, ports.disk);
    const workspace = await openWorkspace(place.directory, tenant, { ...ports, log });
    try {
      const recovered = await recover(delivery, workspace.ledger);
      if (recovered !== 'none')
        log.info(`The last sync was interrupted while it published: its batch was ${recovered}.`);
      for (const warning of plan.warnings) log.warn(warning);
      for (const note of plan.notes) log.info(note);
      log.info(describePlace(place, streamsNeededWhole(format)));

      const spools = openStreams(plan, format, workspace, tenant);
      const refused = createRefusedLines(workspace.spool.scratch);
      const intake = await receive(input, plan, { spools, refused, log });
      const ending = judgeEnding(plan, intake, tenant);

      if (ending.kind === 'complete') {
        const reports = plan.reports.filter(({ source }) => !ending.cleared.has(plan.idOf.get(source) ?? ''));
        const rendered = renderReports(reports, { format, plan, spools, refused, states: intake.states }, workspace, {
          ...ports,
          encoding,
        });
        await publishSync(rendered, {
          config,
          format,
          plan,
          intake,
          refused,
          delivery,
          encoding,
          workspace,
          log,
          ...ports,
        });
      } else
        log.info(
          ending.kind === 'cleared'
            ? 'The streams were cleared; what was published stays.'
            : 'Nothing arrived; everything stays.',
        );

      settleStreams(plan, intake, spools, workspace);
      intake.states.acknowledge(output);
    } finally {
      workspace.close();
    }
  } catch (error) {
    if (!isDamage(error)) throw explain(error, tenant, delivery.place);
    throw damagedRecords(tenant, setRecordsAside(place.directory, ports), error);
  } finally {
    await delivery.close();
    place.leave();
  }
}
