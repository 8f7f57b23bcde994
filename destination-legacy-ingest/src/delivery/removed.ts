/** What a sweep removed, in words; nothing when there was none. */
export const counted = (count: number, one: string, more: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
