import type { Transform, TransformCall, TransformWord } from 'servicetitan-specs';

import { stripHtml } from './html';
import { truncate } from './text';

type Step = (text: string) => string;

const title: Step = (text) => text.toLowerCase().replace(/(^|[\s\-/(])(\p{L})/gu, (match) => match.toUpperCase());

const words: Readonly<Record<TransformWord, Step>> = {
  trim: (text) => text.trim(),
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  title,
  stripHtml,
  // as /\s+/g, but the single spaces that most of a text is made of are no match
  collapseWhitespace: (text) => text.replace(/\s{2,}|[^\S ]/g, ' '),
  digits: (text) => text.replace(/\D/g, ''),
};

function call({ word, truncate: length, replace, map }: TransformCall): Step {
  // Split on single spaces and count the empty words between two of them: the loader's own rule for names.
  if (word !== undefined) return (text) => text.split(' ')[word - 1] ?? '';
  if (length !== undefined) return (text) => truncate(text, length);
  if (replace) return (text) => text.replaceAll(replace.find, () => replace.with);
  const mapped = new Map(Object.entries(map ?? {}));
  return (text) => (mapped.has(text) ? String(mapped.get(text) ?? '') : text);
}

/** A column's transform list as one function; null when there is nothing to do. */
export function transformSteps(transforms: readonly Transform[] | undefined): Step | null {
  const steps = (transforms ?? []).map((step) => (typeof step === 'string' ? words[step] : call(step)));
  if (steps.length === 0) return null;
  return (text) => steps.reduce((current, step) => step(current), text);
}
