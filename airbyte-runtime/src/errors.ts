import VError from 'verror';

/** Who can help: the person who configured the connection, time, or the developers of the connector. */
export type FailureType = 'config' | 'transient' | 'system';

/** What every error that is meant for the operator looks like, whichever package made it. */
export interface OperatorFailure extends Error {
  readonly failureType: FailureType;
  /** `message` without the causes that VError appends to it */
  readonly operatorMessage?: string;
}

export interface OperatorErrorOptions {
  readonly failureType: FailureType;
  /** for the operator: what happened, to which tenant or stream, what to do */
  readonly message: string;
  /** facts for the person who debugs, as VError.info gives them back */
  readonly info?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

const failureTypes: readonly unknown[] = ['config', 'transient', 'system'] satisfies FailureType[];

/** Causes that are followed at most: a chain can be a ring. */
const maxCauses = 10;

/** A VError with its cause and info, which also carries the operator's words and the failure type. */
export function operatorError(options: OperatorErrorOptions): VError & OperatorFailure {
  const { failureType, message, info, cause } = options;
  const chained = cause === undefined ? {} : { cause: toVError(cause) };
  const error = new VError({ name: 'OperatorError', info: { ...info }, ...chained }, '%s', message);
  return Object.assign(error, { failureType, operatorMessage: message });
}

/** Recognised by its shape, so that packages which know nothing of this one can throw such errors. */
export function isOperatorError(error: unknown): error is OperatorFailure {
  return error instanceof Error && 'failureType' in error && failureTypes.includes(error.failureType);
}

export function operatorMessageOf(error: OperatorFailure): string {
  return error.operatorMessage ?? error.message;
}

/** What an error says it was caused by, whether it is a VError or carries the language's own `cause`. */
export function causeOf(error: Error): unknown {
  return VError.cause(error) ?? error.cause;
}

/** The first error of the chain that has words for the operator. */
export function findOperatorError(error: unknown): OperatorFailure | undefined {
  let current = error;
  for (let depth = 0; depth <= maxCauses && current instanceof Error; depth += 1) {
    if (isOperatorError(current)) return current;
    current = causeOf(current);
  }
  return undefined;
}

/**
 * Any thrown value as a chain of VErrors with name, message, stack and the small facts of the original (code, status,
 * ...). Objects such as a request with its headers stay behind: they would carry credentials into logs.
 */
export function toVError(thrown: unknown, depth = 0): VError {
  if (thrown instanceof VError) return thrown;
  if (!(thrown instanceof Error)) return new VError({ name: 'Thrown' }, '%s', describeThrown(thrown));
  const cause = causeOf(thrown);
  const chained = cause === undefined || depth >= maxCauses ? {} : { cause: toVError(cause, depth + 1) };
  const error = new VError({ name: thrown.name, info: smallFacts(thrown), ...chained }, '%s', ownMessage(thrown));
  if (thrown.stack !== undefined) error.stack = thrown.stack;
  return error;
}

/** The facts of the whole chain; a fact of an outer error wins over the same fact of its cause. */
export function infoOf(error: VError): Readonly<Record<string, unknown>> {
  return VError.info(error);
}

/** The stacks of the error and of its causes. */
export function fullStack(error: VError): string {
  return VError.fullStack(error);
}

function describeThrown(value: unknown): string {
  return typeof value === 'string' ? value : `a value that is no error was thrown (${typeof value})`;
}

/** A failed connection comes as an AggregateError without a message of its own: one error for every address tried. */
function ownMessage(error: Error): string {
  if (error.message !== '') return error.message;
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  const messages = inner.map((each) => (each instanceof Error ? each.message : describeThrown(each)));
  return messages.length > 0 ? messages.join('; ') : error.name;
}

function smallFacts(error: Error): Record<string, unknown> {
  const entries = Object.entries(error).filter(
    ([key, value]) =>
      key !== 'message' &&
      key !== 'stack' &&
      (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'),
  );
  return Object.fromEntries(entries);
}
