/**
 * n8n stores what a run left in the form of the library flatted (its types are for ES modules only, hence these lines):
 * a list of values, in which each text, list and object stands once and is referred to by its index, as text.
 */
export function decodeStoredRun(text: string): unknown {
  const values = JSON.parse(text) as unknown[];
  const decoded = new Map<number, unknown>();

  function at(index: number): unknown {
    if (decoded.has(index)) return decoded.get(index);
    const value = values[index];
    if (typeof value !== 'object' || value === null) return value;
    // known before its members, which may lead back to it
    const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    decoded.set(index, copy);
    for (const [key, member] of Object.entries(value))
      Object.assign(copy, { [key]: typeof member === 'string' ? at(Number(member)) : (member as unknown) });
    return copy;
  }

  return at(0);
}
