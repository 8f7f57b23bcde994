import { misfits } from './fit';
import { labelOf, type ColumnDefinition, type Session, type TableDefinition, type TableServer } from './server';
import type { Target } from './targets';

/** The columns that the reader of the staging tables has beside those that a format fills. */
const readersOwn: readonly ColumnDefinition[] = [
  { name: 'id', kind: 'identity', required: true },
  { name: 'created_at', kind: 'instant', required: true, initially: 'CURRENT_TIMESTAMP' },
  { name: 'processed', kind: 'boolean', initially: 'false' },
];

function definitionOf({ table, columns, tenantColumn }: Target): TableDefinition {
  return {
    table,
    columns: [
      ...readersOwn.filter(({ name }) => !columns.some((column) => column.name === name)),
      // dates are text in the tables of today
      ...columns.map(({ name, kind }) => ({ name, kind: kind === 'date' ? ('text' as const) : kind })),
    ],
    index: [tenantColumn],
  };
}

export async function createMissingTargets(
  session: Session,
  server: TableServer,
  targets: readonly Target[],
): Promise<void> {
  for (const target of targets)
    if (!(await session.exists(target.table))) await server.create(session, definitionOf(target));
}

/** Our own tables: made when missing, and given the columns that an earlier release did not have. */
export async function completeOwn(
  session: Session,
  server: TableServer,
  definitions: readonly TableDefinition[],
): Promise<void> {
  for (const definition of definitions) {
    const found = (await session.columns(definition.table)).map(({ name }) => name);
    if (found.length === 0) await server.create(session, definition);
    else
      for (const column of definition.columns.filter(({ name }) => !found.includes(name)))
        await server.addColumn(session, definition.table, column);
  }
}

/** What keeps the rows out of the tables, one sentence each. */
export async function problemsOf(session: Session, server: TableServer, targets: readonly Target[]): Promise<string[]> {
  const problems: string[] = [];
  for (const target of targets) {
    const found = await session.columns(target.table);
    problems.push(
      ...(found.length === 0
        ? [`table ${labelOf(target.table)} does not exist, or this user may not see it`]
        : misfits(target, found)),
      ...(found.length === 0 ? [] : await server.problemsOf(session, target.table, !target.replaces)),
    );
  }
  return problems;
}
