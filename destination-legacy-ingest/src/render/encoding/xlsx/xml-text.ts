/* Text as XML 1.0 and spreadsheets want it. */

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What cannot stand in an XML document, whatever one writes; and what must be written in another way. */
// eslint-disable-next-line no-control-regex -- exactly these are not allowed in XML 1.0
const awkward = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]|_x[0-9a-fA-F]{4}_/;
// eslint-disable-next-line no-control-regex -- see above
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/**
 * Escapes text for an element or an attribute. Characters that XML cannot hold are left out, line breaks are those of a
 * cell, and text that looks like a spreadsheet's own escape (`_x0041_`) is escaped so that it stays text.
 */
export function xmlText(text: string): string {
  if (!awkward.test(text)) return text;
  return text
    .replace(impossible, '')
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
}

/** White space at an end or a line break would be lost without the attribute. */
export function needsSpace(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first <= 32 || last <= 32 || text.includes('\n') || text.includes('  ');
}
