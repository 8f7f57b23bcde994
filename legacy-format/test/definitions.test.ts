import { readFileSync } from 'fs';
import { join } from 'path';

import { legacyFormats } from 'servicetitan-specs';

import { compileFormat, FormatError, parseFormat } from '../src/index';

import { context, defaultFormat, smallFormat } from './support/in-memory';

const file = join(__dirname, '..', '..', 'specs', 'legacy-formats', 'servicetitan-reports.yaml');
const yaml = readFileSync(file, 'utf8');
const lines = yaml.split('\n');

/** The message for the default format with one piece of text replaced. */
function mistake(find: string, replacement: string): string {
  expect(yaml).toContain(find);
  try {
    parseFormat(yaml.replace(find, () => replacement));
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as FormatError).message;
  }
  return '';
}
const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;

describe('a definition', () => {
  it('is read from YAML and from JSON alike', () => {
    expect(parseFormat(yaml)).toEqual(legacyFormats['servicetitan-reports']);
    expect(parseFormat(JSON.stringify(defaultFormat()))).toEqual(defaultFormat());
  });

  it('keeps the words for yes and no as they are spelt', () => {
    const format = parseFormat(yaml.replace("['Yes', 'No']", '[TRUE, False]'));
    expect(format.defaults!.booleanFormat).toEqual(['TRUE', 'False']);
  });
});

describe('a mistake in a definition', () => {
  it('is shown with line, column and the word that was probably meant', () => {
    expect(mistake('  delimiter:', '  delimeter:')).toBe(
      `The legacy format has a mistake: line ${lineOf('  delimiter:')}, column 3 (csv.delimeter): "delimeter" is no word here; did you mean "delimiter"?`,
    );
  });

  it.each([
    ['type: money, required', 'type: mony, required', '"mony" is not allowed; did you mean "money"?'],
    [
      '{ lookup: customer_contacts, on: id',
      '{ lokup: customer_contacts, on: id',
      '"lokup" is no word here; did you mean "lookup"?',
    ],
    [
      '{ lookup: customer_contacts, on: id',
      '{ lookup: customer_contact, on: id',
      'there is no lookup "customer_contact"; did you mean "customer_contacts"?',
    ],
    ['then: { lookup: zones,', 'then: { lookup: zone,', 'there is no lookup "zone"; did you mean "zones"?'],
    ['onEach: tagTypeIds', 'onEach: tagTypeIds, on: id', '"on" does not go together with the words beside it'],
    ['take: best, order: [', 'take: best, prefer: [', 'take: best needs an order that says what is best'],
    ['column: subtotal', 'column: subtotl', 'there is no column "subtotl"; did you mean "subtotal"?'],
    ['equalsSum: [subtotal', 'equalsSum: [sub', 'there is no column "sub"'],
    ['fn: sum, column: total', 'fn: sum, column: zone', 'a sum needs a column of numbers, and zone is text'],
    ['where: { member_status: Active }', 'where: { member_state: Active }', 'did you mean "member_status"?'],
    ['zone: zone', 'zone: zoned', 'there is no column "zoned"; did you mean "zone"?'],
    ['header: Unit,', 'header: location_city,', 'two columns have the header "Location City"'],
    ['name: unit, header: Unit,', 'name: city, header: Unit,', 'there are two columns named "city"'],
    ['sort: [invoice_id:number]', 'sort: [invoice_number]', 'sort must name invoice_id'],
    ['dateFormat: M/D/YYYY', 'dateFormat: m/d/yyyy', '"m/d/yyyy" is no date pattern'],
    ["'^[A-Z]{2}$'", "'^[A-Z{2}$'", 'Invalid regular expression'],
    ['{ address.unit}, {address.city}', '{ address.unit, {address.city}', 'braces must hold a field path'],
    ['{report.title}', '{report.titel}', '{report.titel} is no place'],
    ["min: '1990-01-01'", "min: '1/1/1990'", 'must be a date, YYYY-MM-DD'],
    ['  zones: {', '  Zo-nes: {', '"Zo-nes" is no name here'],
    ['version: 1\n', 'version: 2\n', 'must be 1, not 2'],
    ['from: address.street', 'from: address street', 'must match'],
    ['    title: Invoices\n', '', '"title" is missing'],
    ['key: [customer_id]', 'key: customer_id', 'must be array, not "customer_id"'],
    ['atomic: true', 'atomic: false', 'must be true, not false'],
    ['headerMustMatch: true', 'headerMustMatch: false', 'must be true, not false'],
    ["delimiter: ','", "delimiter: '\"'", 'delimiter and quote must differ'],
  ])('%s written as %s is explained', (find, replacement, message) => {
    expect(mistake(find, replacement)).toContain(message);
  });

  it('in the YAML itself is shown where it is', () => {
    expect(mistake('version: 1\n', 'version: 1\nversion: 1\n')).toContain(
      'line 7, column 1 (YAML): Map keys must be unique',
    );
    expect(() => parseFormat('a: [')).toThrow(/line 1, column \d+ \(YAML\)/);
  });

  it('does not hide the others', () => {
    const text = yaml
      .replace('type: money, required', 'type: mony, required')
      .replace('quoteMode: minimal', 'quoteMode: least');
    expect(() => parseFormat(text)).toThrow(/has 2 mistakes:\n- line \d+.*"least".*\n- line \d+.*"mony"/);
  });

  it('that is no definition at all is said in a sentence', () => {
    for (const text of ['', '[]', 'hello', 'null']) expect(() => parseFormat(text)).toThrow(/must be object/);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`;
    expect(() => parseFormat(bomb)).toThrow(FormatError);
  });

  it('is found in a definition that never was text, by its place', () => {
    const format = smallFormat({ columns: [{ from: { lookup: 'nowhere', on: 'id', path: 'x' } }] });
    expect(() => compileFormat(format, context)).toThrow(
      'reports.things.columns[1].from.lookup: there is no lookup "nowhere"',
    );
  });
});

describe('a connection that does not fit its format', () => {
  const withZone = (timeZone: string, pinned?: string) => {
    const format = defaultFormat();
    if (pinned !== undefined) format.defaults!.timeZone = pinned;
    return () => compileFormat(format, { ...context, timeZone });
  };

  it('is refused for a time zone that nobody knows', () => {
    expect(withZone('America/Chikago')).toThrow(/"America\/Chikago" is no time zone/);
    expect(withZone('')).toThrow(FormatError);
  });

  it('is refused when the format says another time zone', () => {
    expect(withZone('America/Chicago', 'America/Denver')).toThrow(
      /the format says America\/Denver and the configuration America\/Chicago/,
    );
    expect(withZone('America/Denver', 'America/Denver')).not.toThrow();
  });

  it('is refused when a value that the format requires is missing', () => {
    const format = defaultFormat();
    format.context!.trade = { from: 'connection.trade', required: true };
    expect(() => compileFormat(format, { tenantKey: 'x', timeZone: 'UTC' })).toThrow(/gives no trade/);
    expect(() => compileFormat(format, context)).not.toThrow();
  });

  it('is a configuration error', () => {
    try {
      withZone('x')();
    } catch (error) {
      expect(error).toMatchObject({ name: 'FormatError', failureType: 'config' });
    }
    expect.assertions(1);
  });
});
