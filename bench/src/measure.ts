import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Usage {
  readonly code: number;
  readonly wallSeconds: number;
  /** user and system time of the whole process */
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

const probe = join(__dirname, 'usage-probe.js');

/** Runs a program of Node between two files, an executable by its own first line, as whole process, and gives what the operating system counted for it. */
export async function measure(
  program: string,
  args: readonly string[],
  files: { readonly stdin?: string; readonly stdout?: string } = {},
): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const usageFile = join(folder, 'usage.json');
  const input = openSync(files.stdin ?? '/dev/null', 'r');
  const output = openSync(files.stdout ?? '/dev/null', 'w');
  try {
    const startedAt = process.hrtime.bigint();
    const [command, ...words] = program.endsWith('.js') ? [process.execPath, program, ...args] : [program, ...args];
    const child = spawn(command, words, {
      env: { ...process.env, NODE_OPTIONS: `--require ${probe}`, BENCH_USAGE_FILE: usageFile },
      stdio: [input, output, 'inherit'],
    });
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => {
        resolve(exit ?? 1);
      });
    });
    const wallSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    const usage = JSON.parse(readFileSync(usageFile, 'utf8')) as { cpuSeconds: number; peakRssMb: number };
    return { code, wallSeconds, ...usage };
  } finally {
    closeSync(input);
    closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
}

type Measure = 'cpuSeconds' | 'wallSeconds';

function middleOf(all: readonly Usage[], by: Measure): Usage {
  const middle = [...all].sort((a, b) => a[by] - b[by])[Math.floor(all.length / 2)];
  if (middle === undefined) throw new RangeError('median of no runs');
  return middle;
}

async function successful(once: () => Promise<Usage>): Promise<Usage> {
  const usage = await once();
  if (usage.code !== 0) throw new Error(`a measured program ended with exit code ${String(usage.code)}`);
  return usage;
}

/** The median, by CPU time unless told, of an odd number of runs. */
export async function median(
  runs: number,
  once: () => Promise<Usage>,
  { by = 'cpuSeconds' }: { readonly by?: Measure } = {},
): Promise<Usage> {
  const all: Usage[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await successful(once));
  return middleOf(all, by);
}

/** The medians of two programs that run in turn, so that what else the machine does meets both. */
export async function medians(
  runs: number,
  [one, other]: readonly [() => Promise<Usage>, () => Promise<Usage>],
): Promise<[Usage, Usage]> {
  const ours: Usage[] = [];
  const theirs: Usage[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await successful(one));
    theirs.push(await successful(other));
  }
  return [middleOf(ours, 'cpuSeconds'), middleOf(theirs, 'cpuSeconds')];
}
