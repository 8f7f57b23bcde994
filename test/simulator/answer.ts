/** What the simulator says, before it is turned into bytes, so that faults can still change a page. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Body;
}

export type Body =
  | { kind: 'text'; contentType: string; text: string }
  | { kind: 'list'; page: number; pageSize: number; hasMore: boolean; totalCount: number | null; rows: string[] }
  | { kind: 'export'; from: string | null; continueFrom: string; hasMore: boolean; rows: string[] };

export const jsonType = 'application/json; charset=utf-8';

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { kind: 'text', contentType: jsonType, text: JSON.stringify(value) } };
}

/** The JSON text of a body. */
export function bodyText(body: Body): string {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'list':
      return `{"page":${String(body.page)},"pageSize":${String(body.pageSize)},"hasMore":${String(body.hasMore)},"totalCount":${String(body.totalCount)},"data":[${body.rows.join(',')}]}`;
    case 'export':
      return `{"hasMore":${String(body.hasMore)},"continueFrom":${JSON.stringify(body.continueFrom)},"data":[${body.rows.join(',')}]}`;
  }
}
