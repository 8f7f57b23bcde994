/**
 * A name for each column that no other column has, in the columns' order: its own, with a number where it is there before
 * or is reserved. Upper and lower case do not count, since they do not count in most databases.
 */
export function uniqueColumns(names: readonly string[], reserved: readonly string[] = []): string[] {
  const taken = new Set(reserved.map((name) => name.toLowerCase()));
  return names.map((name, index) => {
    const base = name === '' ? `column_${index + 1}` : name;
    let unique = base;
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1) unique = `${base}_${count}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
