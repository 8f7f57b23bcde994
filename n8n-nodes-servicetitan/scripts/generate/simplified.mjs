// Which fields say what a record is: its key, number and name, how it stands, what it is worth, what it belongs to, when.

const limit = 10;

/** Most of each sort, so that no sort crowds the others out; what is left over comes in the same order. */
const ranks = [
  [1, /^id$/],
  [3, /^(number|\w*Number|name|displayName|title|code|tagName|fileName|skuName|formName)$/],
  [2, /^(status|\w+Status|type|state|direction|category|priority|stage|rating)$/],
  [
    3,
    /^(customer|location|job|businessUnit|technician|employee|vendor|invoice|estimate|project|membershipType|campaign|appointment|equipment|contact|reason|sku|account)(Id|Name)?$/,
  ],
  [2, /^(total|balance|amount|\w+Amount|price|cost|quantity|qty|rate|split|value|percent|debit|credit)$/],
  [3, /^(date|\w+Date|start|end|from|to|\w+On|\w+Time)$/],
  [2, /^(text|summary|description|memo|note|email|phoneNumber|active)$/],
];
const late = /^createdOn$/;
const dull = /^(externalId|importId|barcodeId)$|GUID|fax/i;

const typeOf = ({ type }) => [type].flat().find((one) => one !== 'null');

/** A value that fits in a cell: a scalar, or another record by its id and name. */
function isPlain(schema) {
  const type = typeOf(schema);
  if (type === 'array' || type === undefined) return false;
  if (type !== 'object') return true;
  const names = Object.keys(schema.properties ?? {});
  return names.includes('name') && names.length <= 3;
}

function rankOf(name) {
  const found = ranks.findIndex(([, rank]) => rank.test(name));
  return found === -1 || dull.test(name) || late.test(name) ? ranks.length : found;
}

/**
 * At most ten fields.
 * @param properties of the record, by name
 * @param chosen where somebody knows better
 */
export function simplifiedFields(properties, chosen) {
  if (chosen !== undefined) return chosen;
  const plain = Object.entries(properties)
    .filter(([, schema]) => isPlain(schema))
    .map(([name], place) => ({ name, rank: rankOf(name), place }));
  const always = plain.filter(({ name }) => name === 'modifiedOn');
  const ranked = plain.filter(({ name }) => name !== 'modifiedOn').sort((a, b) => a.rank - b.rank || a.place - b.place);
  const within = ranks.flatMap(([most], rank) => ranked.filter((field) => field.rank === rank).slice(0, most));
  const rest = ranked.filter((field) => !within.includes(field));
  const wanted = [...within, ...rest].slice(0, limit - always.length);
  return [...wanted.sort((a, b) => a.rank - b.rank || a.place - b.place), ...always].map(({ name }) => name);
}

/** The fields by which people know a record, the best first. */
export function labelFields(properties) {
  const preferred = [
    'name',
    'displayName',
    'tagName',
    'title',
    'code',
    'number',
    'jobNumber',
    'referenceNumber',
    'summary',
    'description',
  ];
  return preferred.filter((name) => name in properties).slice(0, 2);
}
