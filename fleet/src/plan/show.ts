import { count, type Terminal } from 'command-line';

import type { Difference } from './differences';
import type { Action, Change } from './plan';

const signs: Readonly<Record<Action, string>> = { create: '+', update: '~', delete: '-' };
const colours = { create: 'green', update: 'yellow', delete: 'red' } as const;
const longest = 72;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function difference({ path, from, to }: Difference): string {
  if (to === undefined) return `${path}: ${shown(from)} -> (none)`;
  return from === undefined ? `${path}: ${shown(to)}` : `${path}: ${shown(from)} -> ${shown(to)}`;
}

/** "2 to create, 1 to change, 0 to delete" */
export function totals(changes: readonly Change[]): string {
  const of = (action: Action): number => changes.filter((change) => change.action === action).length;
  return `${of('create')} to create, ${of('update')} to change, ${of('delete')} to delete`;
}

/** A plan as a person reads it before saying yes. */
export function showPlan(changes: readonly Change[], unlisted: readonly string[], terminal: Terminal): void {
  let tenant: string | undefined;
  for (const change of changes) {
    if (change.tenant !== tenant) terminal.print(terminal.style('bold', `\n${change.tenant ?? ''}`));
    ({ tenant } = change);
    const colour = colours[change.action];
    terminal.print(terminal.style(colour, `  ${signs[change.action]} ${change.kind} "${change.name}"`));
    for (const line of change.differences.map(difference)) terminal.print(`      ${line}`);
  }
  if (unlisted.length > 0)
    terminal.print(
      `\n${count(unlisted.length, 'tenant')} of this Airbyte workspace ${unlisted.length === 1 ? 'is' : 'are'} not in the file and left alone: ${unlisted.join(', ')}. With --prune they would be deleted, history and all.`,
    );
  terminal.print(
    changes.length === 0 ? '\nNothing to do: Airbyte is as the file says.' : `\nPlan: ${totals(changes)}.`,
  );
}
