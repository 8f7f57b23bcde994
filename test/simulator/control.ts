import { json, type Answer } from './answer';
import { decode } from './exact-json';
import {
  effectKinds,
  type FaultEffect,
  type FaultOptions,
  type RandomFaults,
  type RequestMatch,
} from './fault-effects';
import { defaultSwitches, type Switches } from './switches';
import type { Fields, Mutation, RequestRecord, Simulator, Tenant } from './types';

/** Where other processes drive the simulator. Nothing below it counts as a request to ServiceTitan. */
export const controlPrefix = '/_simulator/';

export interface ControlRequest {
  method: string;
  path: string;
  query: readonly [string, string][];
  body: string;
}

type TenantMutation = Mutation & { tenantId?: string };
type Handler = (simulator: Simulator, body: unknown, request: ControlRequest) => unknown;

function tenantOf(simulator: Simulator, tenantId: string | undefined): Tenant {
  return tenantId === undefined ? simulator.tenants[0] : simulator.tenant(tenantId);
}

/** Members of `fields` keep every digit that was sent. */
function withExactFields(mutation: TenantMutation, exactBody: unknown): TenantMutation {
  const { fields } = exactBody as { fields?: Fields };
  return fields === undefined ? mutation : { ...mutation, fields };
}

function mutate(simulator: Simulator, mutation: TenantMutation) {
  const { tenantId, ...change } = mutation;
  return tenantOf(simulator, tenantId).mutate(change);
}

function requestsSince(simulator: Simulator, query: ControlRequest['query']): RequestRecord[] {
  const after = Number(new Map(query).get('after') ?? 0);
  return simulator.requests.filter(({ number }) => number > after);
}

interface ClockCommand {
  set?: string | number;
  advanceSeconds?: number;
  run?: boolean;
}

function moveClock({ clock }: Simulator, { set, advanceSeconds, run }: ClockCommand) {
  if (set !== undefined) clock.set(set);
  if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1000);
  if (run === true) clock.run();
}

function changeTenant(simulator: Simulator, change: Partial<Tenant>) {
  const tenant = tenantOf(simulator, change.tenantId);
  for (const name of ['connected', 'scopes', 'modulesOff', 'clientSecret', 'appKey'] as const)
    if (change[name] !== undefined) Object.assign(tenant, { [name]: change[name] });
}

type HookCommand = RequestMatch & { after?: number; mutations: TenantMutation[] };

function addHook(simulator: Simulator, hook: HookCommand, exactBody: unknown) {
  const exactMutations = (exactBody as { mutations: unknown[] }).mutations;
  const mutations = hook.mutations.map((mutation, index) => withExactFields(mutation, exactMutations[index]));
  simulator.afterRequest({
    ...hook,
    run: () => {
      for (const mutation of mutations) mutate(simulator, mutation);
    },
  });
}

function changeSwitches({ switches }: Simulator, change: Partial<Switches>): Switches {
  for (const name of Object.keys(change))
    if (!(name in defaultSwitches)) throw new RangeError(`there is no switch ${name}`);
  return Object.assign(switches, change);
}

function known(effects: readonly FaultEffect[]): void {
  for (const { kind } of effects) if (!(kind in effectKinds)) throw new RangeError(`there is no fault ${kind}`);
}

const clockState = ({ clock }: Simulator) => ({ now: new Date(clock.now()).toISOString() });

const handlers: Record<string, Handler> = {
  'GET ': (simulator) => ({
    apiUrl: simulator.apiUrl,
    authUrl: simulator.authUrl,
    tenants: simulator.tenants.map(({ tenantId, connected, scopes, modulesOff }) => ({
      tenantId,
      connected,
      scopes,
      modulesOff,
    })),
    switches: simulator.switches,
    clock: clockState(simulator).now,
  }),
  'GET requests': (simulator, _body, { query }) => requestsSince(simulator, query),
  'DELETE requests': (simulator) => {
    simulator.clearRequests();
  },
  'GET stats': (simulator) => simulator.stats(),
  'GET faults': ({ faults }) => ({ pending: faults.pending(), hits: faults.hits() }),
  // JSON has no Infinity: null hits every request
  'POST faults': ({ faults }, body) => {
    const added = (Array.isArray(body) ? body : [body]) as (Omit<FaultOptions, 'times'> & { times?: number | null })[];
    known(added.map(({ effect }) => effect));
    faults.add(...added.map(({ times = 1, ...fault }) => ({ ...fault, times: times ?? Infinity })));
  },
  'POST faults/random': ({ faults }, body) => {
    const mode = body as RandomFaults | null;
    known(mode?.effects ?? []);
    faults.random(mode);
  },
  'DELETE faults': ({ faults }) => {
    faults.clear();
  },
  'GET clock': clockState,
  'POST clock': (simulator, body) => {
    moveClock(simulator, body as ClockCommand);
    return clockState(simulator);
  },
  'GET switches': ({ switches }) => switches,
  'POST switches': (simulator, body) => changeSwitches(simulator, body as Partial<Switches>),
  'POST tenants': (simulator, body) => {
    changeTenant(simulator, body as Partial<Tenant>);
  },
  'POST mutate': (simulator, body, { body: text }) =>
    mutate(simulator, withExactFields(body as TenantMutation, decode(text))),
  'POST hooks': (simulator, body, { body: text }) => {
    addHook(simulator, body as HookCommand, decode(text));
  },
  'POST days': (simulator, body) => {
    const { tenantId, count = 1 } = body as { tenantId?: string; count?: number };
    for (let day = 0; day < count; day += 1) tenantOf(simulator, tenantId).playDay();
  },
};

/** Answers a control request: 200 with JSON, 204, or 400 with `{"error": "..."}`. */
export function answerControlRequest(simulator: Simulator, request: ControlRequest): Answer {
  const handler = handlers[`${request.method} ${request.path}`];
  if (handler === undefined)
    return json(404, { error: `no such control; there are: ${Object.keys(handlers).join(', ')}` });
  try {
    const result = handler(simulator, request.body === '' ? {} : (JSON.parse(request.body) as unknown), request);
    if (result !== undefined) return json(200, result);
    return { status: 204, headers: {}, body: { kind: 'text', contentType: '', text: '' } };
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
