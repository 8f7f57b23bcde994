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
  return jsonText(JSON.stringify(value), status, headers);
}

/** JSON text as it is. */
export function jsonText(text: string, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { kind: 'text', contentType: jsonType, text } };
}

/** What stands before and after the rows of an envelope. */
function envelope(body: Exclude<Body, { kind: 'text' }>): string {
  return body.kind === 'list'
    ? `{"page":${String(body.page)},"pageSize":${String(body.pageSize)},"hasMore":${String(body.hasMore)},"totalCount":${String(body.totalCount)},"data":[`
    : `{"hasMore":${String(body.hasMore)},"continueFrom":${JSON.stringify(body.continueFrom)},"data":[`;
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const maxBytesPerUnit = 3;

/**
 * The bytes of a body. Rows are written one by one, because one row with an emoji in a joined text would double the width
 * of all of it and halve the speed.
 */
export function bodyBytes(body: Body): Buffer {
  if (body.kind === 'text') return Buffer.from(body.text);
  const head = envelope(body);
  const units = body.rows.reduce((sum, row) => sum + row.length + 1, head.length + 2);
  const bytes = Buffer.allocUnsafe(units * maxBytesPerUnit);
  let end = bytes.write(head);
  body.rows.forEach((row, index) => {
    if (index > 0) end += bytes.write(',', end);
    end += bytes.write(row, end);
  });
  end += bytes.write(']}', end);
  return bytes.subarray(0, end);
}
