/** Bites unless it is told in time that something still moves. */
export interface Watchdog {
  alive(): void;
  stop(): void;
}

/** For the other side of a connection that is open and says nothing: time-outs of the server do not help then. */
export function watchdog(ms: number, bite: () => void): Watchdog {
  const timer = setTimeout(bite, ms);
  return {
    alive: () => void timer.refresh(),
    stop: () => {
      clearTimeout(timer);
    },
  };
}

/** Waits for one answer. */
export async function watched<T>(ms: number, bite: () => void, answer: Promise<T>): Promise<T> {
  const dog = watchdog(ms, bite);
  try {
    return await answer;
  } finally {
    dog.stop();
  }
}
