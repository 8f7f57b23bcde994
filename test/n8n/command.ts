import { spawn } from 'node:child_process';

/** Whoever waits wants to see that something goes on. */
const wordEveryMs = 20_000;
/** Of a failed command's output, what is worth reading. */
const lastLines = 15;

export interface CommandOptions {
  /** for the reader: what is being done */
  readonly what: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** takes a line when it begins, and one from time to time while it lasts */
  readonly say?: (line: string) => void;
}

/**
 * Runs a program to its end and gives what it printed; a signal to this process ends the program, too.
 * @throws with the program's last words
 */
export async function runToItsEnd(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { what, cwd, env, timeoutMs, say } = options;
  const began = Date.now();
  const seconds = (): string => `${String(Math.round((Date.now() - began) / 1000))} s`;
  say?.(`  ${what} ...`);
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const word = setInterval(() => say?.(`  ${what}: ${seconds()} so far ...`), wordEveryMs);
  const state = { interrupted: false };
  const interrupt = (): void => {
    state.interrupted = true;
    child.kill('SIGTERM');
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  let printed = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (all += text));
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
    });
    if (state.interrupted) throw new Error(`${what}: interrupted`);
    if (code === 0) return printed;
    const words = all.trim().split('\n').slice(-lastLines).join('\n');
    throw new Error(`${what} failed (${String(code)}) after ${seconds()}: ${words}`);
  } finally {
    clearInterval(word);
    for (const signal of signals) process.off(signal, interrupt);
  }
}
