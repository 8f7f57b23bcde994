import type { Message } from './messages';

interface StreamProgress {
  records: number;
  startedAt: number;
  /** the source's last own words about the stream: requests, retries, waiting */
  detail: string;
  status: string;
}

export interface Progress {
  /** one line of the source's output, record or not */
  line(line: Buffer): Message | undefined;
  totalRecords(): number;
}

const recordStart = Buffer.from('{"type":"RECORD"');
const streamName = /"stream":"([^"\\]+)"/;
const everyMs = 10_000;

/**
 * Follows the source's output and prints a line per stream: at its end, and every ten seconds before. Records are only
 * counted by the head of their line.
 */
export function followProgress(
  print: (text: string) => void,
  now: () => number,
  parse: (line: string) => Message | undefined,
): Progress {
  const streams = new Map<string, StreamProgress>();
  let lastPrinted = now();

  const of = (name: string): StreamProgress => {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const fresh = { records: 0, startedAt: now(), detail: '', status: 'STARTED' };
    streams.set(name, fresh);
    return fresh;
  };
  const show = (name: string, stream: StreamProgress): void => {
    const seconds = Math.max((now() - stream.startedAt) / 1000, 0.001);
    const rate = Math.round(stream.records / seconds).toLocaleString('en-US');
    print(
      `  ${name.padEnd(26)} ${stream.status.toLowerCase().padEnd(12)} ` +
        `${stream.records.toLocaleString('en-US').padStart(10)} records  ${rate.padStart(8)}/s  ${stream.detail}`,
    );
  };
  const showRunning = (): void => {
    if (now() - lastPrinted < everyMs) return;
    lastPrinted = now();
    for (const [name, stream] of streams)
      if (stream.status !== 'COMPLETE' && stream.status !== 'INCOMPLETE') show(name, stream);
  };

  return {
    line(line) {
      showRunning();
      if (line.subarray(0, recordStart.length).equals(recordStart)) {
        const name = streamName.exec(line.toString('latin1', 0, 200))?.[1];
        if (name !== undefined) of(name).records += 1;
        return undefined;
      }
      const message = parse(line.toString('utf8'));
      const status = message?.trace?.stream_status;
      if (status !== undefined) {
        const stream = of(status.stream_descriptor.name);
        const waiting = status.reasons?.some((reason) => reason.type === 'RATE_LIMITED') === true;
        stream.status = waiting ? 'waiting' : status.status;
        if (status.status === 'COMPLETE' || status.status === 'INCOMPLETE') show(status.stream_descriptor.name, stream);
      }
      const detail = /^(\w+): (\d[\d,]* requests?.*)$/.exec(message?.log?.message ?? '');
      if (detail?.[1] !== undefined && detail[2] !== undefined) of(detail[1]).detail = detail[2];
      return message;
    },
    totalRecords: () => [...streams.values()].reduce((total, stream) => total + stream.records, 0),
  };
}
