/** Who can help: whoever wrote the file, time, or the developers. */
export type FailureType = 'config' | 'transient' | 'system';

/** Airbyte did not do what it was asked to. The message says what and what to do; no secret is in it. */
export class AirbyteError extends Error {
  override readonly name = 'AirbyteError';
  constructor(
    message: string,
    readonly failureType: FailureType,
    readonly status?: number,
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

const excerptLength = 300;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What a problem document or any other body says, short enough for one line. */
function wordsOf(body: string): string {
  try {
    const problem: unknown = JSON.parse(body);
    if (isObject(problem)) {
      const data = isObject(problem['data']) ? problem['data']['message'] : undefined;
      const said = [problem['title'], problem['detail'], problem['message'], data].filter(
        (text) => typeof text === 'string',
      );
      if (said.length > 0) return [...new Set(said)].join(' ').slice(0, excerptLength);
    }
  } catch {
    // not JSON: a proxy's page, most likely
  }
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, excerptLength);
}

const advice: Readonly<Record<number, string>> = {
  401: 'Check airbyte.client_id and airbyte.client_secret (Airbyte: Settings > Applications).',
  403: 'The application may not do that in this workspace. Check airbyte.workspace_id and the permissions of its user.',
  404: 'Check airbyte.url and airbyte.workspace_id; if they are right, somebody has deleted it: run plan again.',
};

/** The error for an answer that is no success. */
export function refused(what: string, status: number, body: string): AirbyteError {
  const said = wordsOf(body);
  const failureType = status === 429 || status >= 500 ? 'transient' : 'config';
  const todo = advice[status] ?? (failureType === 'transient' ? 'Run it again later; what is done stays done.' : '');
  return new AirbyteError(
    `Airbyte did not ${what}: it answered ${status}${said === '' ? '' : ` (${said})`}. ${todo}`.trim(),
    failureType,
    status,
  );
}

export const unreadable = (what: string): AirbyteError =>
  new AirbyteError(
    `Airbyte did not ${what} in a way that can be understood: its answer is not what its API documents. Check airbyte.url: it ends with /api/public/v1.`,
    'config',
  );
