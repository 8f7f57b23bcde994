import { CommandError } from 'command-line';

import { applyPlan } from '../plan/apply';
import type { Observed } from '../plan/observed';
import { makePlan, type Change, type Wanted } from '../plan/plan';
import { showPlan, totals } from '../plan/show';
import { openSession, type Ports, type Session } from '../session';
import { secretsOf } from '../tenants/connector-specs';

import { imageOf, observeFleet } from './observe';

export interface PlanOptions {
  readonly file: string;
  readonly prune?: boolean;
  readonly rewriteSecrets?: boolean;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}
export interface ApplyOptions extends PlanOptions {
  readonly yes?: boolean;
}

interface Planned {
  readonly session: Session;
  readonly wanted: Wanted;
  readonly observed: Observed;
  readonly changes: readonly Change[];
}

async function planned(options: PlanOptions, ports: Ports): Promise<Planned> {
  const session = openSession(options.file, ports);
  const { images } = session.fleet.file;
  const wanted: Wanted = {
    images: { source: imageOf(images.source), destination: imageOf(images.destination) },
    tenants: session.tenants,
    secrets: {
      source: secretsOf('source'),
      destination: secretsOf('destination'),
    },
    rewriteSecrets: options.rewriteSecrets === true,
    prune: options.prune === true,
  };
  const observed = await observeFleet(session);
  return { session, wanted, observed, changes: makePlan(wanted, observed) };
}

const unlisted = ({ wanted, observed }: Planned): string[] => (wanted.prune ? [] : [...observed.others.keys()]);

/** Shows what `apply` would do. Exit code 0, or with `--exit-code` 1 when there is something to do. */
export async function plan(options: PlanOptions, ports: Ports): Promise<number> {
  const made = await planned(options, ports);
  if (options.json === true)
    ports.terminal.print(JSON.stringify({ changes: made.changes, unlisted: unlisted(made) }, null, 2));
  else showPlan(made.changes, unlisted(made), ports.terminal);
  return options.exitCode === true && made.changes.length > 0 ? 1 : 0;
}

/** Makes Airbyte as the file says. Exit code 1 when something could not be done. */
export async function apply(options: ApplyOptions, ports: Ports): Promise<number> {
  const { terminal } = ports;
  const made = await planned(options, ports);
  showPlan(made.changes, unlisted(made), terminal);
  if (made.changes.length > 0 && options.yes !== true) {
    if (ports.confirm === undefined)
      throw new CommandError('Nobody is here to say yes: add --yes to apply a plan without being asked.');
    if (!(await ports.confirm(`\nDo this in Airbyte at ${made.session.airbyteUrl}?`))) {
      terminal.print('Nothing was done.');
      return 1;
    }
  }
  terminal.print('');
  const { done, failed } = await applyPlan(
    made.session.api,
    made.changes,
    made.wanted,
    made.observed,
    (change, error) => {
      const whose = change.tenant === undefined ? '' : `${change.tenant}: `;
      const what = `${whose}${change.action} ${change.kind} "${change.name}"`;
      terminal.print(
        error === undefined ? `  done    ${what}` : terminal.style('red', `  failed  ${what}: ${error.message}`),
      );
    },
  );
  if (made.session.webhook !== undefined) await made.session.api.notifyFailures(made.session.webhook);
  terminal.print(`\nApplied: ${totals(done)}.`);
  if (failed.length === 0) return 0;
  const keys = failed.map(({ change }) => change.tenant).join(', ');
  const connections = failed.some(({ change }) => change.kind === 'connection');
  terminal.print(
    terminal.style(
      'red',
      `${failed.length} of ${made.wanted.tenants.length} tenants could not be completed: ${keys}. What was made stays; run apply again once the cause is gone.${connections ? ' Airbyte reads the streams of a tenant when it makes its connection: `servicetitan-fleet check` says whether ServiceTitan lets the tenant in yet.' : ''}`,
    ),
  );
  return 1;
}
