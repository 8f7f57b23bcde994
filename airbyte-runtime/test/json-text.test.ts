import type { RecordInput } from '../src/connector';
import { rawData } from '../src/input/record-text';
import { withDestinationStats } from '../src/input/state-stats';

function record(line: string): Pick<RecordInput, 'line'> {
  return { line };
}

describe('the exact text of a record', () => {
  test.each([
    [
      'the envelope of our own source',
      '{"type":"RECORD","record":{"stream":"s","emitted_at":1,"data":{"id":1.10}}}',
      '{"id":1.10}',
    ],
    ['another order of members', '{"record":{"data":{"id":1},"stream":"s"},"type":"RECORD"}', '{"id":1}'],
    [
      'white space everywhere',
      ' { "type" : "RECORD" , "record" : { "data" : { "a" : [ 1 , 2 ] } , "emitted_at" : 1 } } ',
      '{ "a" : [ 1 , 2 ] }',
    ],
    [
      'names and braces inside strings',
      '{"record":{"stream":"\\"data\\":{","data":{"t":"}\\\\\\""},"x":"}"}}',
      '{"t":"}\\\\\\""}',
    ],
    ['a member called data elsewhere', '{"data":{"no":1},"record":{"meta":{"data":2},"data":{"yes":1}}}', '{"yes":1}'],
    ['a member that is there twice, as JSON.parse takes it', '{"record":{"data":{"a":1},"data":{"b":2}}}', '{"b":2}'],
    ['a name written with an escape', '{"record":{"d\\u0061ta":{"a":1}}}', '{"a":1}'],
  ])('%s', (_what, line, data) => {
    expect(rawData(record(line))).toBe(data);
    expect(JSON.parse(data)).toEqual((JSON.parse(line) as { record: { data: unknown } }).record.data);
  });

  test('a string of ten million characters is no strain', () => {
    const data = `{"note":"${'\\"'.repeat(5_000_000)}"}`;
    expect(rawData(record(`{"record":{"data":${data}}}`)).length).toBe(data.length);
  });
});

describe('destinationStats in a state', () => {
  const stats = { recordCount: 12, rejectedRecordCount: 1 };
  const text = '"destinationStats":{"recordCount":12.0,"rejectedRecordCount":1.0}';

  test.each([
    [
      'put at the end of the state',
      '{"type":"STATE","state":{"type":"STREAM","id":9007199254740993}}',
      `{"type":"STATE","state":{"type":"STREAM","id":9007199254740993,${text}}}`,
    ],
    [
      'before what follows the state',
      '{"state":{"a":1 }, "type":"STATE"}',
      `{"state":{"a":1 ,${text}}, "type":"STATE"}`,
    ],
    ['in an empty state', '{"state":{ }}', `{"state":{ ${text}}}`],
    [
      'in place of those that are there',
      '{"state":{"destinationStats" : {"recordCount":5.0} ,"b":2}}',
      `{"state":{"destinationStats" : ${text.slice(19)} ,"b":2}}`,
    ],
    [
      'not in place of a member of the stream state',
      '{"state":{"stream":{"destinationStats":7}}}',
      `{"state":{"stream":{"destinationStats":7},${text}}}`,
    ],
  ])('are %s', (_where, line, expected) => {
    expect(withDestinationStats(line, stats)).toBe(expected);
  });

  test('a count of rejects that was not given is not made up', () => {
    expect(withDestinationStats('{"state":{}}', { recordCount: 0 })).toBe(
      '{"state":{"destinationStats":{"recordCount":0.0}}}',
    );
  });
});
