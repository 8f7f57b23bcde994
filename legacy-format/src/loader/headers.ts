import { loader, type LoaderFile } from 'servicetitan-specs';

/** A header as the loader compares it. */
export const loaderName = (header: string): string => header.trim().toLowerCase().replaceAll(' ', '_');

interface KnownHeader {
  header: string;
  name: string;
  /** The loader's fields that it feeds. */
  fields: string[];
}

/** The headers that the loader understands in a kind of file. */
export function knownHeaders(file: LoaderFile): KnownHeader[] {
  const known = new Map<string, KnownHeader>();
  for (const { field, files, headers } of loader.fields) {
    if (!files.includes(file)) continue;
    for (const header of headers) {
      const name = loaderName(header);
      known.set(name, { header, name, fields: [...(known.get(name)?.fields ?? []), field] });
    }
  }
  return [...known.values()];
}
