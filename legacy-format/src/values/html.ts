import { decodeHTML } from 'entities';

const TAG_START = /[A-Za-z/!?]/;

/**
 * Where the tag that begins at `open` ends (the place after its `>`), or -1 when it never does. A `>` inside a quoted
 * attribute value does not end it. `closers` remembers which characters do not occur any more, so that text full of
 * openings is still read in one pass.
 */
function tagEnd(html: string, open: number, find: (character: string, from: number) => number): number {
  for (let from = open + 1; ;) {
    const close = find('>', from);
    if (close === -1) return -1;
    const quoted = /=\s*(["'])/.exec(html.slice(from, close));
    if (!quoted) return close + 1;
    const end = find(quoted[1] as string, from + quoted.index + quoted[0].length);
    if (end === -1) return close + 1;
    from = end + 1;
  }
}

function finder(html: string): (character: string, from: number) => number {
  const next = new Map<string, number>();
  return (character, from) => {
    const known = next.get(character);
    if (known !== undefined && (known === -1 || known >= from)) return known;
    const found = html.indexOf(character, from);
    next.set(character, found);
    return found;
  };
}

function stripTags(html: string): string {
  const find = finder(html);
  let text = '';
  let from = 0;
  for (let open = html.indexOf('<'); open !== -1; open = html.indexOf('<', from)) {
    const comment = html.startsWith('<!--', open) ? find('-->', open + 4) : -1;
    const end = comment !== -1 ? comment + 3 : TAG_START.test(html[open + 1] ?? '') ? tagEnd(html, open, find) : -1;
    text += html.slice(from, open);
    if (comment === -1) text += end === -1 ? '<' : ' ';
    from = end === -1 ? open + 1 : end;
  }
  return text + html.slice(from);
}

/**
 * HTML to text: comments dropped, every tag becomes a space, then entities (named ones and numeric) are decoded once,
 * so that `&lt;b&gt;` stays the text `<b>`. A `<` that begins no tag stays.
 */
export function stripHtml(html: string): string {
  const text = html.includes('<') ? stripTags(html) : html;
  return text.includes('&') ? decodeHTML(text) : text;
}
