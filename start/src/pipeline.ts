import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { exitCode } from './child';
import { destinationProgram, sourceProgram } from './files';
import { lineSplitter } from './lines';
import { parseMessage, type Message } from './messages';
import type { Progress } from './progress';

export interface SyncFiles {
  readonly sourceConfig: string;
  readonly destinationConfig: string;
  readonly catalog: string;
  readonly state: string;
}

export interface SyncOutcome {
  readonly sourceCode: number;
  readonly destinationCode: number;
  /** state messages that the destination acknowledged, in its order */
  readonly states: readonly Message[];
  readonly sourceMessages: readonly Message[];
  readonly destinationMessages: readonly Message[];
}

/**
 * `source read | destination write`, with this process between the two as the platform is: it looks at every line and
 * hands all bytes on unchanged, waiting whenever the destination is not ready to take more.
 */
export async function runSync(files: SyncFiles, progress: Progress): Promise<SyncOutcome> {
  const destination = spawn(
    destinationProgram,
    ['write', '--config', files.destinationConfig, '--catalog', files.catalog],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const source = spawn(
    sourceProgram,
    ['read', '--config', files.sourceConfig, '--catalog', files.catalog, '--state', files.state],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const destinationExit = exitCode(destination);
  const sourceExit = exitCode(source);

  const states: Message[] = [];
  const destinationMessages: Message[] = [];
  const answers = lineSplitter((line) => {
    const message = parseMessage(line.toString('utf8'));
    if (message?.type === 'STATE') states.push(message);
    else if (message !== undefined) destinationMessages.push(message);
  });
  destination.stdout.on('data', answers.push).on('end', answers.end);

  const sourceMessages: Message[] = [];
  const heard = lineSplitter((line) => {
    const message = progress.line(line);
    if (message?.trace?.error !== undefined || message?.log?.level === 'ERROR' || message?.log?.level === 'WARN')
      sourceMessages.push(message);
  });
  // a destination that ended early says why itself; the source then meets a closed pipe
  destination.stdin.on('error', () => source.stdout.destroy());
  try {
    for await (const chunk of source.stdout as AsyncIterable<Buffer>) {
      heard.push(chunk);
      if (!destination.stdin.write(chunk)) await Promise.race([once(destination.stdin, 'drain'), destinationExit]);
    }
  } catch {
    // the stream was destroyed above
  }
  heard.end();
  destination.stdin.end();
  return {
    sourceCode: await sourceExit,
    destinationCode: await destinationExit,
    states,
    sourceMessages,
    destinationMessages,
  };
}
