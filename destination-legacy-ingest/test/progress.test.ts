import type { StateInput } from 'airbyte-runtime';

import { isCleared, isFinished, isSilent, newProgress, noteState, type StreamProgress } from '../src/intake/progress';
import { createStateQueue } from '../src/intake/states';

import { state } from './support/sync';

const other = (value: StateInput['state']): StateInput => ({ ...state('people'), state: value });

type StreamEvent = 'record' | 'COMPLETE' | 'INCOMPLETE' | StateInput;

function after(...events: readonly StreamEvent[]): StreamProgress {
  const progress = newProgress();
  for (const event of events)
    if (event === 'record') {
      progress.records += 1;
      progress.last = 'record';
    } else if (typeof event === 'string') progress.status = event;
    else noteState(progress, event);
  return progress;
}

test.each<[string, boolean, StreamEvent[]]>([
  ['our source says complete', true, ['record', state('people', false), 'record', state('people')]],
  ['our source does not say complete', false, ['record', state('people', false)]],
  ['our source said complete and went on', false, [state('people'), 'record']],
  ['our source said complete before and not in the end', false, [state('people'), state('people', false)]],
  ['another source ends with a state', true, ['record', other({ cursor: 1 })]],
  ['another source ends with a record', false, [other({ cursor: 1 }), 'record']],
  ['another source says COMPLETE after a record', true, ['record', 'COMPLETE']],
  ['another source says INCOMPLETE after a state', false, ['record', other({ cursor: 1 }), 'INCOMPLETE']],
  ['our source is not complete though the platform says so', false, [state('people', false), 'COMPLETE']],
  ['nothing came', false, []],
])('%s: %s', (_name, expected, events) => {
  expect(isFinished(after(...events), false)).toBe(expected);
});

test('in an input that was cut off only what was said in words counts', () => {
  expect(isFinished(after('record', other({ cursor: 1 })), true)).toBe(false);
  expect(isFinished(after('record', state('people')), true)).toBe(true);
  expect(isFinished(after('record', 'COMPLETE'), true)).toBe(true);
});

test('an empty state and no record clears a stream that is to be replaced, and no other', () => {
  for (const empty of [null, {}]) {
    expect(isCleared(after(other(empty)), true, false)).toBe(true);
    expect(isCleared(after(other(empty)), false, false)).toBe(false);
    expect(isCleared(after('record', other(empty)), true, false)).toBe(false);
  }
  expect(isCleared(after(state('people')), true, false)).toBe(false);
  expect(isCleared(after(), true, false)).toBe(false);
  expect(isSilent(after())).toBe(true);
  expect(isSilent(after('COMPLETE'))).toBe(false);
});

describe('states that wait', () => {
  const acknowledged = (queue: ReturnType<typeof createStateQueue>) => {
    const said: [StateInput, unknown][] = [];
    queue.acknowledge({ acknowledge: (each, stats) => said.push([each, stats]) });
    return said;
  };

  test('come out in their order with what came since the one before of their stream', () => {
    const queue = createStateQueue(['people', 'bills']);
    const states = [state('people'), state('bills'), state('people')];
    const ends = new Map([
      ['people', 0],
      ['bills', 0],
    ]);
    const came = (stream: string, count: number) => {
      for (let each = 0; each < count; each += 1) queue.count(stream);
      ends.set(stream, ends.get(stream)! + count * 10);
    };
    const endOf = (stream: string) => ends.get(stream)!;
    came('people', 3);
    queue.add(states[0]!, endOf);
    came('bills', 2);
    came('people', 1);
    queue.add(states[1]!, endOf);
    queue.add(states[2]!, endOf);
    came('people', 5);
    for (const position of [0, 20, 30]) queue.reject('people', position);
    queue.reject('people', 999);
    expect(acknowledged(queue)).toEqual([
      [states[0], { recordCount: 3, rejectedRecordCount: 2 }],
      [states[1], { recordCount: 2 }],
      [states[2], { recordCount: 1, rejectedRecordCount: 1 }],
    ]);
    expect(acknowledged(queue)).toEqual([]);
  });

  test('a state of a stream that nobody knows is acknowledged with nothing', () => {
    const queue = createStateQueue(['people']);
    queue.add(state('strangers'), () => 0);
    expect(acknowledged(queue).map(([, stats]) => stats)).toEqual([{ recordCount: 0 }]);
  });
});
