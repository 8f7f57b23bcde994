import { operatorError } from 'airbyte-runtime';

import type { StreamPlan, SyncPlan } from './plan';
import { isCleared, isFinished, isSilent, newProgress, type StreamProgress } from './progress';
import type { Intake } from './receive';

/** What the end of the input means. */
export type Ending =
  /** every stream that a report needs was read to its end; `cleared` streams (ids) are empty on purpose */
  | { readonly kind: 'complete'; readonly cleared: ReadonlySet<string> }
  /** the operator cleared streams: their rows go, nothing is published */
  | { readonly kind: 'cleared' }
  /** nothing at all came where all rows were to be replaced: a clear, or a source that died at its start */
  | { readonly kind: 'silent' };

export function progressOf(intake: Intake, { id }: StreamPlan): StreamProgress {
  return intake.progress.get(id) ?? newProgress();
}

function incomplete(tenant: string, names: readonly string[]): Error {
  const streams = names.length === 1 ? `stream ${names[0] ?? ''} was` : `streams ${names.join(', ')} were`;
  return operatorError({
    failureType: 'transient',
    message: `The source stopped before ${streams} complete (tenant ${tenant}). Nothing was published: the next attempt goes on from the last state that was acknowledged. If it keeps stopping there, the source's own error says why.`,
  });
}

/**
 * @throws a transient error when a stream that a report needs did not come to its end: a sync is published as a whole or
 * not at all
 */
export function judgeEnding(plan: SyncPlan, intake: Intake, tenant: string): Ending {
  const streams = [...plan.streams.values()];
  const allTruncating = streams.every(({ truncating }) => truncating);
  const silent = streams.filter((stream) => isSilent(progressOf(intake, stream)));
  const cleared = streams.filter((stream) => isCleared(progressOf(intake, stream), stream.truncating, intake.cut));
  if (plan.obstacle === undefined && allTruncating && silent.length === streams.length && !intake.cut)
    return { kind: 'silent' };
  if (allTruncating && cleared.length > 0 && cleared.length + silent.length === streams.length)
    return { kind: 'cleared' };
  if (plan.obstacle !== undefined) throw plan.obstacle;

  const open = streams.filter(
    (stream) => stream.keeping !== undefined && !isFinished(progressOf(intake, stream), intake.cut),
  );
  if (open.length > 0)
    throw incomplete(
      tenant,
      open.map(({ key }) => key.name),
    );
  return { kind: 'complete', cleared: new Set(cleared.map(({ id }) => id)) };
}
