import type { INodeTypeDescription } from 'n8n-workflow';

/** The operations with a second output; all others have the one. */
const named = {
  getChanges: ['Changes', 'Token'],
  create: ['Rows', 'Rejects'],
};

const outputsByOperation = Object.fromEntries(
  Object.entries(named).map(([operation, names]) => [
    operation,
    names.map((displayName) => ({ type: 'main', displayName })),
  ]),
);

/** n8n works the outputs out for each place of the node on the canvas. */
export const outputs: INodeTypeDescription['outputs'] = `={{ (${JSON.stringify(outputsByOperation)})[$parameter["operation"]] ?? ["main"] }}`;
