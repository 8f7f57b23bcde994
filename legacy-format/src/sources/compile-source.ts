import type { Source } from 'servicetitan-specs';

import { isEmpty } from '../values/scalar';

import { aggregateSource } from './aggregate';
import { lookupSource } from './lookup';
import { plain, type CompiledSource, type SourceScope } from './source';
import { subtractSource } from './subtract';
import { templateSource } from './template';

function pathSource(path: string, scope: SourceScope): CompiledSource {
  const at = scope.position(scope.stream, path);
  return plain((fields) => fields[at] ?? null);
}

function coalesceSource(sources: readonly Source[], scope: SourceScope): CompiledSource {
  const compiled = sources.map((source) => compileSource(source, scope));
  const asking = compiled.flatMap(({ keys }) => keys ?? []);
  return {
    read: (fields, lookups) => {
      for (const { read } of compiled) {
        const value = read(fields, lookups);
        if (!isEmpty(value)) return value;
      }
      return null;
    },
    keys:
      asking.length === 0
        ? null
        : (fields, lookups, add) => {
            for (const ask of asking) ask(fields, lookups, add);
          },
    on: null,
  };
}

/** A column's `from` as a function; every name in it has been checked before. */
export function compileSource(source: Source, scope: SourceScope): CompiledSource {
  if (typeof source === 'string') return pathSource(source, scope);
  if ('lookup' in source) return lookupSource(source, scope);
  if ('aggregate' in source) return aggregateSource(source, scope);
  if ('template' in source) return templateSource(source.template, scope);
  if ('coalesce' in source) return coalesceSource(source.coalesce, scope);
  if ('subtract' in source) return subtractSource(source.subtract, scope);
  if ('address' in source) return pathSource(`${scope.addressOf}Address.${source.address}`, scope);
  if ('path' in source) return pathSource(source.path, scope);
  return plain(() => source.const);
}
