import { ServiceTitanError } from '../errors';

import { maxListed } from './limits';

/** What a message about a report says of whoever runs it. */
export interface ReportWords {
  /** whose report it is: `Report "Invoices" of tenant 1 (production)` */
  readonly subject: string;
  /** A sentence: where the report and its parameters are chosen. */
  readonly fix: string;
  /** A sentence: what follows when a run ended without its fault. */
  readonly again: string;
}

/** "a, b, c and 12 more"; "none" for an empty list */
export function listed(entries: readonly string[]): string {
  if (entries.length === 0) return 'none';
  const more = entries.length - maxListed;
  return more <= 0 ? entries.join(', ') : `${entries.slice(0, maxListed).join(', ')} and ${more} more`;
}

/** The part of a client's message that quotes ServiceTitan, with the trace id that its support asks for. */
export function serverWordsOf(error: ServiceTitanError): string {
  const at = error.message.indexOf('ServiceTitan answered');
  return at < 0 ? '' : ` ${error.message.slice(at)}`;
}

/** The API knows no such category or report; its gateway knowing no such path at all is another matter. */
export function isNotThere(error: unknown): boolean {
  return error instanceof ServiceTitanError && error.kind === 'missing_module' && error.gateway !== true;
}
