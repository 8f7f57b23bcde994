import { suggestion } from 'checked-yaml';
import type { Problem } from 'checked-yaml';
import type { Lookup, LookupSource, Source, ThenLookup } from 'servicetitan-specs';

import { templateMistake } from '../sources/template';

type Path = readonly (string | number)[];
type Lookups = Readonly<Record<string, Lookup>>;

function lookupProblems(use: LookupSource | ThenLookup, path: Path, lookups: Lookups): Problem[] {
  const known = Object.keys(lookups);
  const problems: Problem[] = known.includes(use.lookup)
    ? []
    : [
        {
          path: [...path, 'lookup'],
          message: `there is no lookup "${use.lookup}"${suggestion(use.lookup, known)}`,
        },
      ];
  if (use.take === 'best' && !use.order)
    problems.push({ path: [...path, 'take'], message: 'take: best needs an order that says what is best' });
  return use.then ? [...problems, ...lookupProblems(use.then, [...path, 'then'], lookups)] : problems;
}

/** Names in a column's `from` that lead nowhere. */
export function sourceProblems(source: Source, path: Path, lookups: Lookups): Problem[] {
  if (typeof source === 'string') return [];
  if ('lookup' in source) return lookupProblems(source, path, lookups);
  if ('coalesce' in source)
    return source.coalesce.flatMap((one, at) => sourceProblems(one, [...path, 'coalesce', at], lookups));
  if ('template' in source) {
    const message = templateMistake(source.template);
    return message === null ? [] : [{ path: [...path, 'template'], message }];
  }
  return [];
}
