// What the declarative language cannot say, and so where the manifest's stream differs from the source's.

/** Of every stream. */
export const generalLimits = [
  'Numbers pass through floating point: more than 15 significant digits are rounded, `12.50` becomes `12.5`. The source copies every digit.',
  'A member of a record whose value is null is left out; nested ones are kept. The source writes it as it came.',
  'Every stream fetches a token of its own (and one more when it expires after 15 minutes); the source uses one for all.',
  'A bookmark is the newest time among the rows, less an hour, not the feed’s `continueFrom` or the server’s clock. Rows of the last hour are read again, and a row that shows up later than that is missed until it changes again or the stream is refreshed.',
  'A page is one memory-resident answer; the source reads ahead and streams.',
  'A module that the tenant has not bought fails its streams (404); the source proves that the app key is right and says it as a warning. Deselect those streams.',
  'A wrong secret, or an app that the tenant has not allowed, shows as `400 Client Error ... /connect/token`: the language has no words for what the token endpoint answers.',
  '`check` reads a row of each suggested stream; the source reads the scopes from the token and names all that are missing at once.',
  'Saved reports (`reports`) are not there: their columns and parameters come from the API.',
  'A list answer is not checked for rows that come twice; a destination in append_dedup mode removes them by key.',
];

const kinds = [
  {
    of: ({ columns }) => columns !== undefined,
    expressible: false,
    says: 'The rows are arrays of cells whose names stand elsewhere in the answer: the language has no way to join them.',
  },
  {
    of: ({ parent }) => parent?.keys.some(({ field }) => field.includes('[]')) === true,
    expressible: false,
    says: 'The parent’s keys stand in an array of the parent: a parent can be asked for one key only.',
  },
  {
    of: ({ parent }) => parent?.batch !== undefined && parent.keys.length > 1,
    expressible: false,
    says: 'Several keys of a parent cannot be asked for in groups.',
  },
  {
    of: ({ window, cursor }) => window !== undefined && cursor === null && (window.daysAhead ?? 0) > window.days,
    expressible: false,
    says: 'Several windows without a cursor: the language counts them by a member of the record.',
  },
  {
    of: ({ window, cursor }) => window !== undefined && cursor === null,
    says: 'One request from today on, no longer than a window.',
  },
  {
    of: ({ primaryKey }) => primaryKey.some((key) => key.includes('.')),
    says: 'No primary key: a part of it is a nested member, which the language does not take.',
  },
  {
    of: ({ feed }) => feed === 'export',
    says: 'An incremental read enters the feed by date, not by its token.',
  },
  {
    of: ({ parent }) => parent?.follow === 'changed',
    says: 'An incremental read visits the parents that changed since the newest one seen, less an hour.',
  },
  {
    of: ({ window, cursor }) => window !== undefined && cursor !== null,
    says: 'Day windows; the days that are read again count back from the newest row, not from the last read.',
  },
];

/** Kinds of limits with the streams that have them. */
export function limitsBy(streams) {
  return kinds
    .map(({ of, says, expressible = true }) => ({
      says,
      expressible,
      streams: streams.filter(of).map(({ name }) => name),
    }))
    .filter((kind) => kind.streams.length > 0);
}

/** A stream below one that cannot be said cannot be said either. */
export function isExpressible(stream, streams) {
  if (kinds.some(({ of, expressible = true }) => !expressible && of(stream))) return false;
  if (stream.parent === undefined) return true;
  const parent = streams.find(({ name }) => name === stream.parent.stream);
  return parent !== undefined && isExpressible(parent, streams);
}
