import type { Logger } from '../connector';
import { logMessage } from '../protocol/constructors';
import { type LogLevel } from '../protocol/messages';

import type { Output } from './output';

const order: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** LOG_LEVEL as the platform sets it; INFO when it is absent or no level. */
export function parseLogLevel(text: string | undefined): LogLevel {
  return order.find((level) => level === text?.toUpperCase()) ?? 'INFO';
}

/** Writes LOG messages of the given level and above. */
export function createLogger(output: Output, lowest: LogLevel): Logger {
  const at =
    (level: LogLevel) =>
    (message: string): void => {
      if (order.indexOf(level) >= order.indexOf(lowest)) output.write(logMessage(level, message));
    };
  return { debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}
