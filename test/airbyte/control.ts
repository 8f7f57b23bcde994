import type { Airbyte } from './airbyte';
import { shownJob } from './jobs';
import { Problem } from './problem';
import type { Fault, JobPlan, Json, Switches } from './types';

/** Where other processes drive the simulation. Nothing below it counts as a request to Airbyte. */
export const controlPrefix = '/_airbyte/';

type Handler = (airbyte: Airbyte, body: Json) => unknown;

interface ClockCommand {
  set?: string | number;
  advanceSeconds?: number;
  run?: boolean;
}

const handlers: Readonly<Record<string, Handler>> = {
  'GET ': (airbyte) => ({
    apiUrl: airbyte.apiUrl,
    webUrl: airbyte.webUrl,
    workspaceId: airbyte.workspaceId,
    switches: airbyte.switches,
    tokenSeconds: airbyte.settings.tokenSeconds,
    clock: new Date(airbyte.clock.now()).toISOString(),
  }),
  'GET requests': ({ requests }) => requests,
  'DELETE requests': (airbyte) => {
    airbyte.clearRequests();
  },
  'GET deliveries': ({ deliveries }) => deliveries,
  'POST plans': (airbyte, body) => {
    const { connectionId, ...plan } = body as Partial<JobPlan> & { connectionId?: string };
    airbyte.plan(plan, connectionId);
  },
  'POST syncs': (airbyte, body) =>
    shownJob(airbyte.startSync((body as { connectionId: string }).connectionId), airbyte.clock.now()),
  'POST faults': (airbyte, body) => {
    airbyte.addFault(body as unknown as Fault);
  },
  'POST switches': ({ switches }, body) => Object.assign(switches, body as Partial<Switches>),
  'POST settings': ({ settings }, body) => {
    Object.assign(settings, body);
  },
  'DELETE tokens': ({ tokens }) => {
    tokens.revoke();
  },
  'POST clock': ({ clock }, body) => {
    const { set, advanceSeconds, run } = body as ClockCommand;
    if (set !== undefined) clock.set(set);
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1000);
    if (run === true) clock.run();
    return { now: new Date(clock.now()).toISOString() };
  },
};

/** 200 with JSON, 204, or 400 with `{"error": "..."}`. */
export function answerControl(
  airbyte: Airbyte,
  method: string,
  path: string,
  body: unknown,
): { status: number; body?: unknown } {
  const handler = handlers[`${method} ${path}`];
  if (handler === undefined)
    return { status: 404, body: { error: `no such control; there are: ${Object.keys(handlers).join(', ')}` } };
  try {
    const answer = handler(airbyte, (body ?? {}) as Json);
    return answer === undefined ? { status: 204 } : { status: 200, body: answer };
  } catch (error) {
    if (error instanceof Problem) return { status: 400, body: { error: error.message } };
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}
