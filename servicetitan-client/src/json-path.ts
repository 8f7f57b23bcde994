import { elementTexts, memberText } from './json-slices';

const isObjectText = (text: string): boolean => text.startsWith('{');

/** The texts one step below a text: of the member, or of each element of a member that is an array. */
function below(text: string, step: string): string[] {
  if (!isObjectText(text)) return [];
  if (step.endsWith('[]')) return elementTexts(text, step.slice(0, -2));
  const found = memberText(text, step);
  return found === null || found === 'null' ? [] : [found];
}

/**
 * The JSON texts at a path of an object's text, every digit kept. Dots lead to nested members, `[]` to every element of
 * an array: `parameters[].acceptValues.dynamicSetId`. What is missing or null on the way gives nothing.
 */
export function textsAt(raw: string, path: string): string[] {
  return path.split('.').reduce<string[]>((texts, step) => texts.flatMap((text) => below(text, step)), [raw]);
}
