import { spawn } from 'node:child_process';

import { exitCode } from './child';
import { lineSplitter } from './lines';
import { parseMessage, type Message } from './messages';

/** Runs one command of a connector to its end and gives what it printed. Its stderr is ours. */
export async function runCommand(
  program: string,
  args: readonly string[],
): Promise<{ code: number; messages: Message[] }> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const messages: Message[] = [];
  const lines = lineSplitter((line) => {
    const message = parseMessage(line.toString('utf8'));
    if (message !== undefined) messages.push(message);
  });
  child.stdout.on('data', lines.push);
  const code = await exitCode(child);
  lines.end();
  return { code, messages };
}

/** The errors and, failing those, the error-level log lines of a command: what a person should read. */
export function complaints(messages: readonly Message[]): string[] {
  const errors = messages.flatMap((message) => message.trace?.error?.message ?? []);
  if (errors.length > 0) return errors;
  return messages.flatMap((message) => (message.log?.level === 'ERROR' ? (message.log.message ?? []) : []));
}
