/** What a reader returns for a value that is there but is not what the column's type asks for. */
export const UNREADABLE: unique symbol = Symbol('unreadable');
export type Unreadable = typeof UNREADABLE;
