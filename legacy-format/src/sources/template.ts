import type { FieldValue } from '../types';
import { scalarText } from '../values/scalar';

import { plain, type CompiledSource, type SourceScope } from './source';

const PLACE = /\{( ?)([A-Za-z_][A-Za-z0-9_.]*)\}/g;

interface Place {
  before: string;
  spaced: boolean;
  path: string;
}

function placesOf(template: string): { places: Place[]; after: string } {
  let from = 0;
  const places = [...template.matchAll(PLACE)].map((match) => {
    const place = { before: template.slice(from, match.index), spaced: match[1] === ' ', path: match[2] as string };
    from = match.index + match[0].length;
    return place;
  });
  return { places, after: template.slice(from) };
}

/** What is wrong with a template, or null. */
export function templateMistake(template: string): string | null {
  const rest = template.replace(PLACE, '');
  if (/[{}]/.test(rest)) return 'braces must hold a field path, like {address.city} or { address.unit}';
  return rest === template ? 'a template without a {place} is a const' : null;
}

const text = (value: FieldValue | undefined): string => (scalarText(value ?? null) ?? '').trim();

/**
 * `{path}` is the trimmed value, `{ path}` the same with a space before it unless it is empty. White space before a comma
 * goes. Nothing is written when every place is empty, so that punctuation never stands alone.
 */
export function templateSource(template: string, scope: SourceScope): CompiledSource {
  const { places, after } = placesOf(template);
  const parts = places.map(({ before, spaced, path }) => ({ before, spaced, at: scope.position(scope.stream, path) }));
  return plain((fields) => {
    let result = '';
    let found = false;
    for (const { before, spaced, at } of parts) {
      const value = text(fields[at]);
      if (value !== '') found = true;
      result += before + (spaced && value !== '' ? ' ' : '') + value;
    }
    return found ? (result + after).replace(/\s+,/g, ',').trim() : null;
  });
}
