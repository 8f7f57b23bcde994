// Small words for n8n's workflow files: what a node of each kind needs, and nothing that is n8n's default.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const file = (path) => readFileSync(new URL(path, import.meta.url), 'utf8').trim();

/** Ids that stay the same from build to build, so that a diff shows what changed. */
const stableId = (...words) => {
  const hex = createHash('sha256').update(words.join('/')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};

/** `at` is [column, row] of a grid with room for a node's name. */
export const node = (name, type, typeVersion, at, parameters = {}, more = {}) => ({
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [at[0] * 220, at[1] * 200],
  parameters,
  ...more,
});

/** A note behind the nodes from one place of the grid to another. */
export const note = (name, at, size, content, color = 7) =>
  node(
    name,
    'stickyNote',
    1,
    [at[0] - 0.25, at[1] - 1.25],
    { content, height: size[1] * 200, width: size[0] * 220, color },
    {},
  );

/** Settings that a user fills in once: name, value and what the value is. */
export const settings = (at, values, keepInput = false) =>
  node('Settings', 'set', 3.4, at, {
    assignments: {
      assignments: Object.entries(values).map(([name, value]) => ({
        id: stableId('settings', name),
        name,
        value,
        type: typeof value === 'number' ? 'number' : 'string',
      })),
    },
    ...(keepInput ? { includeOtherFields: true } : {}),
    options: {},
  });

/** `$('Settings')` in an expression; works behind any number of nodes, however many items they make. */
export const setting = (name) => `$('Settings').first().json.${name}`;

/** A CommonJS file of `code/` as part of a Code node: a scope of its own, whose exports the rest sees. */
function moduleOf(path) {
  const text = file(`code/${path}`);
  const [, exported] = /^module\.exports = (\{[^}]*\});$/m.exec(text) ?? [];
  if (exported === undefined) throw new Error(`${path} exports no names`);
  const body = text.replace(/^(module\.exports = |const .*require\().*\n*/gm, '').trim();
  return `// ${path}\nconst ${exported} = (() => {\n${body}\n\nreturn ${exported};\n})();`;
}

/** JavaScript from `code/`, those first that others need, and the call that makes the node's items. */
export const code = (name, at, files, call, more = {}) =>
  node(name, 'code', 2, at, { jsCode: [...files.map(moduleOf), call].join('\n\n') }, more);

export const style = (path) => file(`code/${path}`);

export const when = (name, at, left, more = {}) =>
  node(
    name,
    'if',
    2.2,
    at,
    {
      conditions: {
        options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
        conditions: [
          {
            id: stableId('if', name),
            leftValue: `={{ ${left} }}`,
            rightValue: '',
            operator: { type: 'boolean', operation: 'true', singleValue: true },
          },
        ],
        combinator: 'and',
      },
      options: {},
    },
    more,
  );

/** Output 0, 1, ... by the number that an expression gives. */
export const choose = (name, at, outputs, number) =>
  node(name, 'switch', 3.2, at, { mode: 'expression', numberOutputs: outputs, output: `={{ ${number} }}` });

/** A run of another workflow, for each item or for all of them; `id` may be an expression. */
export const callWorkflow = (name, at, id, inputs, more = {}, mode = 'each') =>
  node(
    name,
    'executeWorkflow',
    1.2,
    at,
    {
      workflowId: { __rl: true, mode: 'id', value: id },
      workflowInputs: { mappingMode: 'defineBelow', value: inputs, matchingColumns: [], schema: [] },
      mode,
      options: { waitForSubWorkflow: true },
    },
    more,
  );

/** What another workflow must pass: names and their types. */
export const whenCalled = (name, at, inputs) =>
  node(name, 'executeWorkflowTrigger', 1.1, at, {
    workflowInputs: { values: Object.entries(inputs).map(([input, type]) => ({ name: input, type })) },
  });

/** A schedule: the rule as the Schedule Trigger keeps it. */
export const schedule = (name, at, rule) => node(name, 'scheduleTrigger', 1.2, at, { rule: { interval: [rule] } });

/** Our own node. */
export const serviceTitan = (name, at, parameters, more = {}) => ({
  ...node(name, '', 1, at, parameters, more),
  type: 'n8n-nodes-servicetitan.serviceTitan',
});

/** An HTTP request. `auth` names a generic type of credential. */
export const http = (name, at, { method = 'GET', url, auth, headers, query, json, form, options = {} }, more = {}) =>
  node(
    name,
    'httpRequest',
    4.2,
    at,
    {
      method,
      url,
      ...(auth === undefined ? {} : { authentication: 'genericCredentialType', genericAuthType: auth }),
      ...list('Headers', 'headerParameters', headers),
      ...list('Query', 'queryParameters', query),
      ...(json === undefined ? {} : { sendBody: true, specifyBody: 'json', jsonBody: json }),
      ...(form === undefined
        ? {}
        : { sendBody: true, contentType: 'form-urlencoded', bodyParameters: { parameters: pairs(form) } }),
      options,
    },
    more,
  );

const pairs = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));
const list = (what, where, values) =>
  values === undefined ? {} : { [`send${what}`]: true, [where]: { parameters: pairs(values) } };

/** Tried five times with five seconds between, the longest that n8n waits in a node. */
export const patient = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 };

/** Failures leave by the second output. */
export const withErrorOutput = { onError: 'continueErrorOutput' };

/** `links` are [from, to] or [from, to, output]. */
export function workflow({ id, name, nodes, links, settings: more = {} }) {
  if (id.length !== 16) throw new Error(`${id} has not 16 characters`);
  const names = new Set(nodes.map((each) => each.name));
  const connections = {};
  for (const [from, to, output = 0] of links) {
    for (const end of [from, to]) if (!names.has(end)) throw new Error(`${name}: there is no node ${end}`);
    const { main } = (connections[from] ??= { main: [] });
    while (main.length <= output) main.push([]);
    main[output].push({ node: to, type: 'main', index: 0 });
  }
  return {
    id,
    name,
    nodes: nodes.map((each) => ({ id: stableId(id, each.name), ...each })),
    connections,
    settings: { executionOrder: 'v1', ...more },
    pinData: {},
    meta: { templateCredsSetupCompleted: false },
  };
}

export const webhookId = (path) => stableId('webhook', path);
