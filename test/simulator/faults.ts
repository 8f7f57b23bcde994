import type { Answer } from './answer';
import type { FaultEffect, FaultOptions, Faults, RandomFaults, RequestMatch } from './fault-effects';
import { hash } from './generate/random';
import { emptyBody, htmlPage, type Problems } from './problem';

export interface MatchedRequest {
  method: string;
  path: string;
  tenantId: string | null;
}

export function matches(match: RequestMatch, { method, path, tenantId }: MatchedRequest): boolean {
  return (
    (match.path === undefined || new RegExp(match.path).test(path)) &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.tenantId === undefined || match.tenantId === tenantId)
  );
}

/** Faults that tests ask for, and which of them hits a request. */
export interface FaultQueue extends Faults {
  take(request: MatchedRequest): FaultEffect | null;
}

export function createFaults(): FaultQueue {
  let queue: { fault: FaultOptions; skip: number; left: number }[] = [];
  let randomMode: RandomFaults | null = null;
  let drawn = 0;
  const hits: Record<string, number> = {};
  const planned = (request: MatchedRequest): FaultEffect | null => {
    for (const entry of queue) {
      if (entry.left <= 0 || !matches(entry.fault, request)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      return entry.fault.effect;
    }
    return null;
  };
  const drawnByChance = (request: MatchedRequest): FaultEffect | null => {
    if (randomMode === null || !matches(randomMode, request)) return null;
    drawn += 1;
    const { seed, probability, effects } = randomMode;
    if (hash(seed, 1, drawn) / 2 ** 32 >= probability) return null;
    return effects[hash(seed, 2, drawn) % effects.length] ?? null;
  };
  return {
    add: (...faults) => {
      queue.push(...faults.map((fault) => ({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 })));
    },
    random: (mode) => {
      randomMode = mode;
      drawn = 0;
    },
    clear: () => {
      queue = [];
      randomMode = null;
    },
    pending: () => queue.filter(({ left }) => left > 0).map(({ fault, left }) => ({ effect: fault.effect, left })),
    hits: () => ({ ...hits }),
    take: (request) => {
      const effect = planned(request) ?? drawnByChance(request);
      if (effect !== null) hits[effect.kind] = (hits[effect.kind] ?? 0) + 1;
      return effect;
    },
  };
}

/** The answer that stands in for the real one, for the effects that replace it. */
export function replacement(
  effect: FaultEffect | null,
  problems: Problems,
  unauthorized: () => Answer,
): Answer | undefined {
  if (effect?.kind === 'expired-token') return unauthorized();
  if (effect?.kind !== 'status') return undefined;
  const { status, body = 'problem', title, headers = {} } = effect;
  const answer = body === 'html' ? htmlPage(status) : body === 'empty' ? emptyBody(status) : problems(status, title);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** The answer with its page changed, for the effects that lie about pages. */
export function tampered(answer: Answer, effect: FaultEffect | null): Answer {
  const { body } = answer;
  if (effect === null || body.kind === 'text') return answer;
  switch (effect.kind) {
    case 'empty-page':
      return { ...answer, body: { ...body, hasMore: true, rows: [] } };
    case 'has-more':
      return { ...answer, body: { ...body, hasMore: true } };
    case 'repeated-continue-from':
      return body.kind === 'export'
        ? { ...answer, body: { ...body, hasMore: true, continueFrom: body.from ?? body.continueFrom } }
        : answer;
    default:
      return answer;
  }
}
