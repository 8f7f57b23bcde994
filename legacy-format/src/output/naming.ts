import { dateFormat } from '../values/date-format';

/** What stands in the {places} of a naming template. A window is two ISO dates; null when no record had a modifiedOn. */
export interface NamingValues {
  report?: { key: string; title: string };
  window?: { from: string; to: string } | null;
  tenant?: { key: string };
  batch?: { id: string };
  ext?: string;
  name?: string;
}

const NAMES = ['report.key', 'report.title', 'window.from', 'window.to', 'tenant.key', 'batch.id', 'ext', 'name'];
const PLACE = /\{([a-z.]+)(?:\|([^{}]*))?\}/g;
// Path separators, and what Windows refuses in a file name.
const UNSAFE = /[\\/:*?"<>|\p{Cc}]/gu;
const NO_WINDOW = 'undated';

/** What is wrong with a naming template, or null. */
export function namingMistake(template: string): string | null {
  for (const [, name = '', pattern] of template.matchAll(PLACE)) {
    if (!NAMES.includes(name)) return `{${name}} is no place; places are ${NAMES.map((one) => `{${one}}`).join(' ')}`;
    if (pattern !== undefined && !name.startsWith('window.')) return `{${name}} is no date and takes no pattern`;
    if (pattern !== undefined && !dateFormat(pattern)) return `"${pattern}" is no date pattern`;
  }
  return /[{}]/.test(template.replace(PLACE, '')) ? 'a brace is left open' : null;
}

function valueOf(name: string, values: NamingValues): string | undefined {
  switch (name) {
    case 'report.key':
      return values.report?.key;
    case 'report.title':
      return values.report?.title;
    case 'window.from':
      return values.window?.from;
    case 'window.to':
      return values.window?.to;
    case 'tenant.key':
      return values.tenant?.key;
    case 'batch.id':
      return values.batch?.id;
    case 'ext':
      return values.ext;
    default:
      return values.name;
  }
}

/** Fills a naming template in; what a file name cannot hold becomes `-` in values, so no value can leave its folder. */
export function fileName(template: string, values: NamingValues): string {
  return template.replace(PLACE, (_, name: string, pattern: string | undefined) => {
    const value = valueOf(name, values);
    if (value === undefined) return name.startsWith('window.') ? NO_WINDOW : '';
    const text = pattern === undefined ? value : (dateFormat(pattern)?.(value) ?? value);
    return text.replace(UNSAFE, '-').replace(/^\.+$/, '-');
  });
}
