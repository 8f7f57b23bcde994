import { json, type Answer } from './answer';

export type FieldErrors = Record<string, string[]>;

const titles: Record<number, string> = {
  400: 'One or more validation errors occurred.',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'An error occurred while processing your request.',
  503: 'Service Unavailable',
};

/** The documented error body: six members, all of them always there. Every one has another trace id. */
export type Problems = (
  status: number,
  title?: string,
  errors?: FieldErrors,
  headers?: Record<string, string>,
) => Answer;

export function createProblems(): Problems {
  let made = 0;
  return (status, title = titles[status] ?? 'Error', errors = {}, headers = {}) => {
    made += 1;
    const traceId = `00-${made.toString(16).padStart(32, '0')}-${(made * 7919).toString(16).padStart(16, '0')}-00`;
    const type = `https://httpstatuses.io/${String(status)}`;
    const text = JSON.stringify({ type, title, status, traceId, errors, data: {} });
    return { status, headers, body: { kind: 'text', contentType: 'application/problem+json; charset=utf-8', text } };
  };
}

/** What the gateway in front of the API says to a path it does not know. */
export const gatewayText = 'Unable to match incoming request to an operation.';

export function unknownOperation(): Answer {
  return json(404, { statusCode: 404, message: gatewayText });
}

/** An overloaded front end answers in HTML. */
export function htmlPage(status: number): Answer {
  const title = `${String(status)} ${titles[status] ?? 'Error'}`;
  const text = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: {}, body: { kind: 'text', contentType: 'text/html', text } };
}

export function emptyBody(status: number): Answer {
  return { status, headers: {}, body: { kind: 'text', contentType: '', text: '' } };
}
