import { maxQuotedCharacters } from './limits';

/** What an error body says, whatever it is: ServiceTitan's problem object, an OAuth error, the gateway's text, HTML. */
export interface Problem {
  readonly title: string | null;
  readonly traceId: string | null;
  /** "field: message" lines of the `errors` map */
  readonly errors: readonly string[];
  /** the `error` member of an OAuth error */
  readonly oauthError: string | null;
  readonly oauthDescription: string | null;
  /** everything the body says as plain words, to search in and to quote from */
  readonly text: string;
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function flattenErrors(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, messages]: [string, unknown]) =>
    (Array.isArray(messages) ? messages : [messages])
      .filter((message): message is string => typeof message === 'string')
      .map((message) => (field === '' ? message : `${field}: ${message}`)),
  );
}

function plainWords(text: string): string {
  return text
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[<>]/g, ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Error pages are read up to here; nothing that matters comes later. */
const maxBodyCharacters = 20_000;

/** Never throws: a body that is no JSON becomes its words. */
export function readProblem(body: string): Problem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const text = plainWords(body.slice(0, maxBodyCharacters));
  if (typeof parsed !== 'object' || parsed === null)
    return { title: null, traceId: null, errors: [], oauthError: null, oauthDescription: null, text };
  const members = parsed as Readonly<Record<string, unknown>>;
  return {
    title: asText(members.title) ?? asText(members.message) ?? asText(members.detail),
    traceId: asText(members.traceId),
    errors: flattenErrors(members.errors),
    oauthError: asText(members.error),
    oauthDescription: asText(members.error_description),
    text,
  };
}

/** Nothing that ServiceTitan hands out is shorter; hiding every "c" of a text would hide what it says. */
const shortestSecret = 4;

/** The server's words as an error message may quote them: short, without tags, without any of the given secrets. */
export function quote(text: string, secrets: readonly string[]): string {
  const spellings = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const words = spellings
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
    .replace(/\beyJ[\w-]+\.[\w.-]+/g, '***');
  const masked = plainWords(words);
  return masked.length <= maxQuotedCharacters ? masked : `${masked.slice(0, maxQuotedCharacters - 1)}…`;
}
