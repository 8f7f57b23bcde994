/** One HTTP request. `signal` is raised when nobody waits for the answer any more; a transport may ignore it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** names in lower case */
  readonly headers: Readonly<Record<string, string>>;
  /** the decoded text, never parsed */
  readonly body: string;
  /** the same body by its bytes, where a transport has them and they are more than ASCII */
  readonly wire?: WireText;
}

/**
 * UTF-8 with a character for every byte. JSON is found its way in just like in the text, because only characters beyond
 * ASCII look different, and those are part of no token but strings; but one curly quote does not make ten megabytes of
 * ASCII twice as large and twice as slow.
 */
export interface WireText {
  readonly bytes: string;
  /** The text of the bytes between two positions, neither of which is inside of a character. */
  decode(start: number, end: number): string;
}

/** Resolves with any complete response whatever its status; rejects only with a TransportError. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * No complete response arrived: the connection failed, timed out or broke off, or the body could not be decoded. It
 * carries a code (`ECONNRESET`, `ETIMEDOUT`, ...) and words, never headers: those hold the token.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
