import { createInterface } from 'node:readline/promises';

import { runProgram } from 'command-line';
import { FormatError } from 'legacy-format';

import { AirbyteError } from './airbyte/errors';
import { buildProgram } from './program';
import { realPorts } from './session';

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

void runProgram(
  (terminal, exit) => buildProgram(realPorts(terminal, process.stdin.isTTY ? confirm : undefined), exit),
  (error) => error instanceof FormatError || error instanceof AirbyteError,
);
