/** The parts of Node's `process` that the guard uses. */
export type ProcessPort = Pick<NodeJS.Process, 'on' | 'pid' | 'exit'>;

export interface Command {
  /** Does the work and returns the exit code. */
  run(): Promise<number>;
  /** Says what went wrong on standard output, at once, and returns the exit code. */
  failed(error: unknown): number;
}

export interface ProcessGuard {
  /** Runs a command and ends the process with its exit code, whatever happens in between. */
  run(command: Command): Promise<never>;
  /** Ends the process without a word. */
  end(code: number): never;
}

/**
 * Sees to it that a command never ends without its last words and its exit code: not on an error that nobody caught,
 * not when a library calls process.exit, and not when Node ends the process because nothing is left to wait for while
 * the command still waits. Node would give 0 for the last two, which Airbyte takes for a finished sync.
 */
export function guardProcess(process: ProcessPort, flush: () => void): ProcessGuard {
  let command: Command | undefined;
  let ended = false;

  function end(code: number): never {
    ended = true;
    process.exit(code);
  }

  function fail(error: unknown): number {
    try {
      return command?.failed(error) ?? 1;
    } catch {
      // what says the error is broken itself; the exit code still tells
      return 1;
    }
  }

  const uncaught = (error: unknown): void => {
    if (!ended) end(fail(error));
  };
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  process.on('exit', () => {
    if (ended || command === undefined) return;
    ended = true;
    // exit again: the code that Node or the library chose was not the command's
    process.exit(fail(new Error('the process was ended while the command was still at work')));
  });
  // Every other process is ended by the signal itself, even while it is blocked writing to a full pipe, and PyAirbyte
  // accepts -15 but not 143. The kernel does not deliver a signal without handler to process 1 of a container.
  if (process.pid === 1)
    process.on('SIGTERM', () => {
      flush();
      end(143);
    });

  return {
    end,
    async run(next) {
      command = next;
      let code: number;
      try {
        code = await next.run();
      } catch (error) {
        code = fail(error);
      }
      flush();
      // all output is written synchronously, so nothing is lost, and no open socket can keep the process alive
      return end(code);
    },
  };
}

/** Runs `make` and takes away the process listeners that it added: the CDK's end the process before our output is out. */
export function withoutNewListeners<T>(process: NodeJS.EventEmitter, make: () => T): T {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = new Map(events.map((event) => [event, process.listeners(event)]));
  const made = make();
  for (const event of events)
    for (const listener of process.listeners(event))
      if (!before.get(event)?.includes(listener))
        process.removeListener(event, listener as (...args: unknown[]) => void);
  return made;
}
