import { findOperatorError, fullStack, infoOf, operatorMessageOf, toVError, type FailureType } from './errors';
import { errorTrace } from './protocol/constructors';
import { streamKey, type StreamKey, type TraceFailureType, type TraceMessage } from './protocol/messages';

/** Airbyte keeps traces in its database and shows them in a dialogue; the top of a stack tells what there is to tell. */
const maxStackLength = 8 * 1024;
const maxInternalLength = 4 * 1024;

const traceFailureTypes: Readonly<Record<FailureType, TraceFailureType>> = {
  config: 'config_error',
  transient: 'transient_error',
  system: 'system_error',
};

export interface TraceContext {
  readonly mask: (text: string) => string;
  /** epoch milliseconds */
  readonly now: () => number;
  readonly stream?: StreamKey;
  /** what was being done, for an error that has no words for the operator: "reading", "checking the connection" */
  readonly doing: string;
}

/** Masked before it is cut: half a secret would not be recognised. */
function cut(text: string, length: number, mask: TraceContext['mask']): string {
  const safe = mask(text);
  return safe.length <= length ? safe : `${safe.slice(0, length)}...`;
}

/** What the operator reads about any thrown value. */
export function operatorWords(error: unknown, context: Pick<TraceContext, 'stream' | 'doing'>): string {
  const known = findOperatorError(error);
  if (known !== undefined) return operatorMessageOf(known);
  const where = context.stream === undefined ? context.doing : `${context.doing} stream ${context.stream.name}`;
  return (
    `An unexpected error stopped ${where} (${toVError(error).name}). Nothing that was not acknowledged is taken as read: ` +
    'run the sync again. If it comes back, send the log of this attempt to the developers of the connector.'
  );
}

/** The chain's messages and facts, for the person who debugs. */
export function internalWords(error: unknown, mask: TraceContext['mask']): string {
  const chain = toVError(error);
  const info = infoOf(chain);
  const facts = Object.keys(info).length === 0 ? '' : ` ${JSON.stringify(info)}`;
  return cut(`${chain.name}: ${chain.message}${facts}`, maxInternalLength, mask);
}

/** The ERROR trace of any thrown value. An error without a failure type is a system error. */
export function toErrorTrace(error: unknown, context: TraceContext): TraceMessage {
  const known = findOperatorError(error);
  return errorTrace(
    {
      message: context.mask(operatorWords(error, context)),
      internal_message: internalWords(error, context.mask),
      stack_trace: cut(fullStack(toVError(error)), maxStackLength, context.mask),
      failure_type: traceFailureTypes[known?.failureType ?? 'system'],
      ...(context.stream === undefined ? {} : { stream_descriptor: streamKey(context.stream) }),
    },
    context.now(),
  );
}
