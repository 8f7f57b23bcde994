/** What the API answers instead of a result: RFC 9457, with the platform's types and titles. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly data?: Record<string, unknown>,
  ) {
    super(data?.message === undefined ? detail : String(data.message));
  }

  body(): Record<string, unknown> {
    const { status, title, detail, data } = this;
    return {
      status,
      type: `https://reference.airbyte.com/reference/errors#${title}`,
      title,
      detail,
      ...(data === undefined ? {} : { data }),
    };
  }
}

export const badRequest = (message: string): Problem =>
  new Problem(400, 'bad-request', 'The request is malformed.', { message });

export const unprocessable = (message: string): Problem =>
  new Problem(422, 'unprocessable-entity', 'The body of the request was not understood.', { message });

export const unauthorized = (): Problem => new Problem(401, 'unauthorized', 'The access token is not valid.');

export const forbidden = (): Problem => new Problem(403, 'forbidden', 'The request is forbidden.');

export const conflict = (message: string): Problem =>
  new Problem(409, 'state-conflict', 'State conflict.', { message });

export const notFound = (status: number, resourceType: string, resourceId: string): Problem =>
  new Problem(status, 'resource-not-found', 'The requested resource could not be found.', { resourceType, resourceId });
