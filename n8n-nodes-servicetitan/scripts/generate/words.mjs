// Names of the API as words for people: "modifiedOnOrAfter" -> "Modified on or After".

const small = new Set([
  'a',
  'an',
  'and',
  'as',
  'at',
  'but',
  'by',
  'for',
  'if',
  'in',
  'of',
  'on',
  'or',
  'per',
  'the',
  'to',
  'with',
]);
const acronyms = {
  id: 'ID',
  ids: 'IDs',
  url: 'URL',
  utc: 'UTC',
  api: 'API',
  gl: 'GL',
  ap: 'AP',
  po: 'PO',
  ocr: 'OCR',
  guid: 'GUID',
  wbs: 'WBS',
};

const capital = (word) => word.replaceAll(/(^|-)([a-z])/g, (_, edge, letter) => `${edge}${letter.toUpperCase()}`);

/** "AP bill" -> "AP Bill" */
export function titleOf(words) {
  const parts = words.split(' ');
  const edge = (place) => place === 0 || place === parts.length - 1;
  return parts.map((word, place) => (small.has(word) && !edge(place) ? word : capital(word))).join(' ');
}

/** "businessUnitIds" -> "business unit IDs"; "totalFilter.Amount" -> "total filter amount" */
export function wordsOf(name) {
  return name
    .replaceAll(/[._]/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, (_, a = '', b = '', c = '') => (c ? `${c} ` : `${a} ${b}`))
    .split(/\s+/)
    .map((word) => acronyms[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');
}

export const displayName = (name) => titleOf(wordsOf(name));

/** "an AP bill", "a user role" */
export const withArticle = (words) => `${/^(?:[aeio]|AP\b|un)/i.test(words) ? 'an' : 'a'} ${words}`;

/** "job_types" -> "JobTypes" */
export const pascalCase = (name) => name.split('_').map(capital).join('');
