import { EventEmitter } from 'node:events';

import { guardProcess, withoutNewListeners, type ProcessPort } from '../src/process';

class Exited extends Error {
  constructor(readonly code: unknown) {
    super(`exit ${String(code)}`);
  }
}

function fakeProcess(pid = 1234) {
  const emitter = new EventEmitter();
  const exits: unknown[] = [];
  const port = Object.assign(emitter, {
    pid,
    exit(code: unknown): never {
      exits.push(code);
      throw new Exited(code);
    },
  });
  return { port: port as unknown as ProcessPort, emitter, exits };
}

test('a command that succeeds ends the process with its code, after everything was written', async () => {
  const { port, exits } = fakeProcess();
  const order: string[] = [];
  const guard = guardProcess(port, () => order.push('flush'));
  await expect(guard.run({ run: () => Promise.resolve(0), failed: () => 1 })).rejects.toThrow('exit 0');
  expect([order, exits]).toEqual([['flush'], [0]]);
});

test('if even saying what went wrong fails, the exit code still tells', async () => {
  const { port } = fakeProcess();
  const guard = guardProcess(port, () => undefined);
  const failed = (): never => {
    throw new Error('the output is broken');
  };
  await expect(guard.run({ run: () => Promise.reject(new Error('x')), failed })).rejects.toThrow('exit 1');
});

test('as process 1 of a container SIGTERM is handled, since the kernel would ignore it: written out, then 143', () => {
  const { port, emitter, exits } = fakeProcess(1);
  let flushed = 0;
  guardProcess(port, () => (flushed += 1));
  expect(() => emitter.emit('SIGTERM')).toThrow(Exited);
  expect([flushed, exits]).toEqual([1, [143]]);
});

test('any other process leaves SIGTERM to its default, so that the exit shows the signal', () => {
  const { port, emitter } = fakeProcess();
  guardProcess(port, () => undefined);
  expect(emitter.listenerCount('SIGTERM')).toBe(0);
});

test('listeners that a library adds while it is set up are taken away, the others stay', () => {
  const emitter = new EventEmitter();
  const ours = (): void => undefined;
  emitter.on('uncaughtException', ours);
  const made = withoutNewListeners(emitter, () => {
    emitter.on('uncaughtException', () => undefined).on('unhandledRejection', () => undefined);
    return 'made';
  });
  expect([made, emitter.listeners('uncaughtException'), emitter.listenerCount('unhandledRejection')]).toEqual([
    'made',
    [ours],
    0,
  ]);
});
