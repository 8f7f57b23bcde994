import { readAddress, type Address } from './address';
import { isTemporary } from './answer';
import { NoAnswer, type Exchange } from './exchange';
import { refusal, unreachable, type Subject } from './problems';

export interface Checked {
  readonly exchange: Exchange;
  readonly subject: Subject;
  readonly headers: Readonly<Record<string, string>>;
  readonly checkUrl: string | undefined;
}

/**
 * An upload cannot be tried without uploading. With a check URL that is asked, and must answer with success; without one
 * the upload's own address is asked for its options, which changes nothing there, and only refused credentials and
 * failures count.
 */
export async function checkServer({ exchange, subject, headers, checkUrl }: Checked): Promise<string> {
  const { tenantKey } = subject;
  const own: Address | undefined =
    checkUrl === undefined || checkUrl === '' ? undefined : readAddress(checkUrl, 'Check URL', tenantKey);
  const asked = { ...subject, address: own ?? subject.address };
  try {
    const answer = await exchange({ method: own ? 'GET' : 'OPTIONS', address: asked.address, headers });
    const { status } = answer;
    const refused = own ? status < 200 || status > 299 : status === 401 || status === 403 || isTemporary(answer);
    // a server that has no such method says so with 501
    if (refused && !(own === undefined && status === 501)) throw refusal(answer, 'the test of the connection', asked);
    return own
      ? `${own.shown} answers with status ${status}, so the server can be reached with these credentials.`
      : `${asked.address.shown} can be reached: it answers a request for its options with status ${status}. Whether it takes uploads shows with the first sync.`;
  } catch (error) {
    throw error instanceof NoAnswer ? unreachable(error, 'the test of the connection', asked) : error;
  }
}
