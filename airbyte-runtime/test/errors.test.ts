import VError from 'verror';

import { findOperatorError, isOperatorError, operatorError, toVError } from '../src/errors';
import { toErrorTrace } from '../src/trace';

const context = { mask: (text: string) => text.replaceAll('hunter2', '****'), now: () => 1000, doing: 'reading' };

function traceOf(error: unknown, stream?: { name: string }) {
  const { trace } = toErrorTrace(error, { ...context, ...(stream === undefined ? {} : { stream }) });
  if (trace.type !== 'ERROR') throw new Error('no error trace');
  return trace.error;
}

/** As servicetitan-client has it: it knows nothing of this package. */
class ForeignOperatorError extends Error {
  readonly failureType = 'config';
}

test("an operator error is a VError with info and cause, and its own words stay apart from its cause's", () => {
  const error = operatorError({
    failureType: 'transient',
    message: '100% down.',
    info: { status: 503 },
    cause: new Error('ECONNRESET'),
  });
  expect(VError.info(error)).toEqual({ status: 503 });
  expect(error.message).toBe('100% down.: ECONNRESET');
  expect(traceOf(error)).toMatchObject({
    message: '100% down.',
    internal_message: 'OperatorError: 100% down.: ECONNRESET {"status":503}',
    failure_type: 'transient_error',
  });
});

test.each(['config', 'transient', 'system'] as const)('failure type %s is told to the platform', (failureType) => {
  expect(traceOf(operatorError({ failureType, message: 'x' })).failure_type).toBe(`${failureType}_error`);
});

test('an error of another package is recognised by its shape, also as the cause of a cause', () => {
  const inner = new ForeignOperatorError('Add the scope tn.crm.customers:r to the app.');
  const outer = new Error('page 3', { cause: new Error('request', { cause: inner }) });
  expect(findOperatorError(outer)).toBe(inner);
  expect(traceOf(outer, { name: 'customers' })).toMatchObject({
    message: 'Add the scope tn.crm.customers:r to the app.',
    internal_message: expect.stringContaining('Error: page 3: request: Add the scope') as unknown,
    failure_type: 'config_error',
    stream_descriptor: { name: 'customers' },
  });
});

test('what only looks a little like an operator error is none', () => {
  expect(isOperatorError({ failureType: 'config', message: 'not an Error' })).toBe(false);
  expect(isOperatorError(Object.assign(new Error('x'), { failureType: 'sideways' }))).toBe(false);
});

test('small facts of a foreign error are kept; its request, with the credentials in it, is not', () => {
  const error = Object.assign(new Error('Request failed'), {
    code: 'ERR_BAD',
    status: 500,
    config: { headers: { key: 'k-e-y' } },
  });
  expect(traceOf(error).internal_message).toBe('Error: Request failed {"code":"ERR_BAD","status":500}');
});

test('a connection that fails for every address of a host says why for each', () => {
  const error = new AggregateError([
    new Error('connect ECONNREFUSED ::1'),
    new Error('connect ECONNREFUSED 127.0.0.1'),
  ]);
  expect(toVError(error).message).toBe('connect ECONNREFUSED ::1; connect ECONNREFUSED 127.0.0.1');
});

test('causes that form a ring end somewhere', () => {
  const first = new Error('first');
  first.cause = new Error('second', { cause: first });
  expect(traceOf(first).failure_type).toBe('system_error');
});

test.each([
  ['a string', 'oops'],
  ['nothing', undefined],
  ['an object', { a: 1 }],
])('%s that is thrown is a system error', (_what, thrown) => {
  expect(traceOf(thrown, { name: 'jobs' })).toMatchObject({
    failure_type: 'system_error',
    message: expect.stringMatching(/stopped reading stream jobs.*run the sync again/) as unknown,
  });
});

test('a secret in message, cause and stack is masked before long text is cut', () => {
  const error = operatorError({
    failureType: 'system',
    message: 'Refused hunter2.',
    cause: new Error(`${'x'.repeat(8180)}hunter2`),
  });
  const trace = traceOf(error);
  expect(JSON.stringify(trace)).not.toContain('hunt');
  expect(trace.message).toBe('Refused ****.');
  expect(trace.stack_trace?.length).toBeLessThan(8200);
});

test('the stack of the original error is kept', () => {
  function whereItHappened(): Error {
    return new Error('deep');
  }
  expect(traceOf(new Error('outer', { cause: whereItHappened() })).stack_trace).toMatch(
    /caused by: Error: deep\n\s+at whereItHappened/,
  );
});
