// A source map kept to our own files: a stack trace names the functions of others anyway, and their lines would make the
// map larger than the program.
import { decode, encode } from '@jridgewell/sourcemap-codec';

/**
 * @param {string} text the map as esbuild wrote it
 * @param {(source: string) => boolean} isOurs
 */
export function keepSources(text, isOurs) {
  const map = JSON.parse(text);
  const sources = map.sources.filter(isOurs);
  const place = new Map(sources.map((source, index) => [source, index]));
  const mappings = decode(map.mappings).map((line) => {
    const kept = [];
    for (const [column, source, ...rest] of line) {
      const index = place.get(map.sources[source]);
      if (index !== undefined) kept.push([column, index, ...rest.slice(0, 2)]);
      // one segment without a source ends ours where others begin
      else if (kept.at(-1)?.length !== 1) kept.push([column]);
    }
    return kept;
  });
  return JSON.stringify({ version: 3, sources, names: [], mappings: encode(mappings) });
}
