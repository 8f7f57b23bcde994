import type { CellValue, ReportColumn, ResolvedFormat } from 'legacy-format';
import { guardFormula, guardPhone } from 'legacy-format';

import { serialOf } from './serial';
import { styles } from './workbook';
import { needsSpace, xmlText } from './xml-text';

/**
 * Writes one cell.
 * @param place such as `C17`
 * @param text what a CSV file would have
 */
export type CellWriter = (place: string, value: CellValue, text: string) => string;

/** Digits that a spreadsheet's numbers keep. */
const exactDigits = 15;

/** "A" for 0, "Z" for 25, "AA" for 26. */
export function columnLetters(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : columnLetters(Math.floor(at / 26) - 1) + last;
}

export function textCell(place: string, text: string, style: number = styles.general): string {
  if (text === '') return '';
  const escaped = xmlText(text);
  const space = needsSpace(escaped) ? ' xml:space="preserve"' : '';
  const styled = style === styles.general ? '' : ` s="${style}"`;
  return `<c r="${place}"${styled} t="inlineStr"><is><t${space}>${escaped}</t></is></c>`;
}

const asText: CellWriter = (place, _value, text) => textCell(place, text);

/** True for plain decimals of so few digits that the spreadsheet shows what was written. */
function isExact(plain: string): boolean {
  if (plain.length <= exactDigits) return true;
  return plain.replace(/[-.]/g, '').replace(/^0+/, '').length <= exactDigits;
}

function numberCell(style: number): CellWriter {
  const styled = style === styles.general ? '' : ` s="${style}"`;
  return (place, value, text) =>
    typeof value === 'string' && isExact(value)
      ? `<c r="${place}"${styled}><v>${value}</v></c>`
      : textCell(place, text);
}

function dateCell(style: number): CellWriter {
  return (place, value, text) => {
    const serial = typeof value === 'string' ? serialOf(value) : undefined;
    return serial === undefined ? textCell(place, text) : `<c r="${place}" s="${style}"><v>${serial}</v></c>`;
  };
}

const booleanCell: CellWriter = (place, value, text) =>
  typeof value === 'boolean' ? `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>` : textCell(place, text);

/** An id that reads the same after it was a number. */
const idNumber: CellWriter = (place, value, text) =>
  typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value)
    ? `<c r="${place}"><v>${value}</v></c>`
    : textCell(place, text);

/** Marks text that would be run, if somebody edited the cell, as Excel marks it: beside the text, not in it. */
function guarded(guard: (text: string) => string): CellWriter {
  return (place, _value, text) => textCell(place, text, guard(text) === text ? styles.general : styles.quoted);
}

/** How the cells of a column are written. */
export function cellWriter(
  { type }: ReportColumn,
  { defaults, xlsx }: Pick<ResolvedFormat, 'defaults' | 'xlsx'>,
): CellWriter {
  const guard = defaults.formulaGuard === 'auto';
  switch (type) {
    case 'id':
      return xlsx.idsAsText ? asText : idNumber;
    case 'text':
    case 'textList':
    case 'enum':
      return guard ? guarded(guardFormula) : asText;
    case 'phone':
    case 'phoneList':
      return guard ? guarded(guardPhone) : asText;
    case 'money':
      return numberCell(styles.money);
    case 'integer':
    case 'decimal':
      return numberCell(styles.general);
    case 'businessDate':
    case 'instantDate':
      return dateCell(styles.date);
    case 'instantDateTime':
      return dateCell(styles.dateTime);
    case 'boolean':
      return booleanCell;
  }
}
