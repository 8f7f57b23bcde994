import { distance } from 'checked-yaml';
import { loader, type LoaderFile } from 'servicetitan-specs';

import { knownHeaders, loaderName } from './headers';
import { warning, type ShownColumn, type Warning } from './report-view';

const bare = (header: string): string => header.toLowerCase().replace(/[^a-z0-9]/g, '');

// In shorter words one letter makes another word: Tax and Zip.
const SHORTEST_SLIP = 6;

/** What to write instead of a header that the loader does not understand; null when nothing like it is known. */
function instead(header: string, file: LoaderFile): string | null {
  const name = loaderName(header);
  const refused = Object.entries(loader.refused).find(([known]) => loaderName(known) === name);
  if (refused) return refused[1];
  const near = knownHeaders(file).find(
    (known) =>
      bare(known.header) === bare(header) || (name.length >= SHORTEST_SLIP && distance(known.name, name) === 1),
  );
  return near?.header ?? null;
}

function missingWarnings(missing: readonly (readonly string[])[]): Warning[] {
  if (missing.length === 0) return [];
  const fields = missing.map(([field = '']) => {
    const header = loader.fields.find((known) => known.field === field)?.headers[0] ?? field;
    return `${field} ("${header}")`;
  });
  return [
    warning(['columns'], `no column gives the loader its ${fields.join(', ')}: it would skip every row in silence`),
  ];
}

/** Headers that the loader does not understand, and fields that it needs and does not get. */
export function headerWarnings(shown: readonly ShownColumn[], file: LoaderFile): Warning[] {
  const missing = loader.required[file].filter(
    (group) => !shown.some(({ fields }) => group.some((field) => fields.includes(field))),
  );
  const ignored = shown.filter(({ fields }) => fields.length === 0);
  const misread = ignored.flatMap(({ header, at }): { at: number; found: Warning }[] => {
    const better = instead(header, file);
    // A full address beside its parts is what ServiceTitan's own report has: ignored, and no mistake.
    if (better === null || (better.includes(',') && missing.length === 0)) return [];
    const message = `the loader does not understand "${header}"; it reads ${better}`;
    return [{ at, found: warning(['columns', at, 'header'], message) }];
  });
  const rest = ignored.filter(({ at }) => !misread.some((one) => one.at === at)).map(({ header }) => header);
  const note: Warning = { severity: 'note', path: ['columns'], message: `the loader ignores ${rest.join(', ')}` };
  return [...misread.map(({ found }) => found), ...missingWarnings(missing), ...(rest.length === 0 ? [] : [note])];
}

/** Columns that take a field of the loader from another one. */
export function clashWarnings(shown: readonly ShownColumn[], file: LoaderFile): Warning[] {
  return shown.flatMap(({ header, at, fields }, position) => {
    const place = ['columns', at, 'header'];
    const clashes = fields.flatMap((field) => {
      const earlier = shown.slice(0, position).find((other) => other.fields.includes(field));
      if (!earlier) return [];
      return [warning(place, `"${header}" and "${earlier.header}" both feed the loader's ${field}: the last one wins`)];
    });
    const bareId = file === 'invoices' && loaderName(header) === 'id';
    const id = warning(
      place,
      `in an invoices file the loader takes "${header}" for the customer's id; write Invoice ID`,
    );
    return bareId ? [...clashes, id] : clashes;
  });
}
