type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const write = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${write(value[name] ?? null)}`).join(',')}}`;
};

/** JSON without white space and with the members of every object in code-unit order, so that equal data is equal text. */
export function canonicalJson(value: unknown): string {
  return write(JSON.parse(JSON.stringify(value)) as Json);
}
