import { encode } from '../exact-json';

const mark = '\u0000';
const marked = /"\\u0000(\w+)"/;

/** A place in a template that every row fills on its own. */
export function hole(name: string): string {
  return mark + name;
}

/**
 * Serialises a tree once and gives a function that splices JSON texts into its holes. Rows of a template cost a few string
 * joins instead of a whole serialisation.
 */
export function compileTemplate(tree: unknown): (values: Readonly<Record<string, string>>) => string {
  const parts = encode(tree).split(marked);
  return (values) => {
    let text = parts[0] ?? '';
    for (let index = 1; index < parts.length; index += 2) {
      const value = values[parts[index] ?? ''];
      if (value === undefined) throw new Error(`nothing to fill the hole ${String(parts[index])} with`);
      text += value + (parts[index + 1] ?? '');
    }
    return text;
  };
}
