import { operatorError } from 'airbyte-runtime';

/**
 * The last look before a report counts as rendered: every row that the spool holds has gone by. A customer list that is
 * short by a page would switch the missing customers off, whatever the reason it is short for.
 * @throws a system error, so that nothing is published
 */
export function requireWhole(
  stream: string,
  { held, passed }: { readonly held: number; readonly passed: number },
): void {
  if (held === passed) return;
  throw operatorError({
    failureType: 'system',
    message:
      `The spool holds ${held} rows of stream ${stream}, but ${passed} came out of it. Nothing was published. ` +
      'Sync again; if it repeats, refresh the stream in Airbyte and send the log of this attempt to the developers of the destination.',
    info: { stream, held, passed },
  });
}
