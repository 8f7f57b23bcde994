import type { ServiceTitanError } from 'servicetitan-client';

import { adviceInN8n } from './advice';

/** The client's messages say what happened in their first sentence, what to do after it, and end with the server's words. */
const sentences = /^(?<what>.+?)[.] (?=[A-Z])(?<how>.*?)(?<said>(?:(?<= )|^)ServiceTitan answered \d{3}.*)?$/s;

/** What happened, and how to fix it in n8n. */
export function wordsOf(error: ServiceTitanError): { what: string; how: string } {
  const { what = error.message, how = '', said = '' } = sentences.exec(error.message)?.groups ?? {};
  const advice = adviceInN8n(error) ?? how.trim();
  return { what, how: [advice, said].filter((part) => part !== '').join(' ') };
}
