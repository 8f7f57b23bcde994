import type { ChildProcess } from 'node:child_process';

import { destinationProgram, finish, sourceProgram, start, type Folder, type Outcome } from './connector';

export interface PipelineFiles {
  readonly sourceConfig: unknown;
  readonly destinationConfig: unknown;
  readonly catalog: unknown;
  readonly state?: unknown;
}

export interface PipelineOutcome {
  readonly source: Outcome;
  readonly destination: Outcome;
}

/** Paths of the two executables, or of what stands in for them. */
export interface PipelinePrograms {
  readonly source: string;
  readonly destination: string;
}

let syncs = 0;

/**
 * `read | write` over two processes. `started` gets both, for those who pull plugs; the source's RECORD and STATE lines
 * are also kept in the outcome.
 */
export async function syncOnce(
  folder: Folder,
  files: PipelineFiles,
  started: (source: ChildProcess, destination: ChildProcess) => void = () => undefined,
  programs: PipelinePrograms = { source: sourceProgram, destination: destinationProgram },
): Promise<PipelineOutcome> {
  const id = (syncs += 1);
  const catalog = folder.file(`sync-${id}-catalog.json`, files.catalog);
  const source = start(programs.source, [
    'read',
    ...['--config', folder.file(`sync-${id}-source.json`, files.sourceConfig)],
    ...['--catalog', catalog],
    ...['--state', folder.file(`sync-${id}-state.json`, files.state ?? [])],
  ]);
  const destination = start(programs.destination, [
    'write',
    ...['--config', folder.file(`sync-${id}-destination.json`, files.destinationConfig)],
    ...['--catalog', catalog],
  ]);
  const sourceEnd = finish(source);
  const destinationEnd = finish(destination);
  // a destination that is gone closes the pipe that its source writes to, as a shell's pipeline would
  destination.stdin?.on('error', () => undefined);
  destination.on('exit', () => source.stdout?.destroy());
  if (source.stdout !== null && destination.stdin !== null) source.stdout.pipe(destination.stdin);
  started(source, destination);
  return { source: await sourceEnd, destination: await destinationEnd };
}
