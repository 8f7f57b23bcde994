import { xmlText } from './xml-text';

/* The documents around the one sheet (ECMA-376, transitional): the least that Excel, LibreOffice and openpyxl accept
   without a remark. */

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Positions in `cellXfs` below. */
export const styles = { general: 0, quoted: 1, date: 2, dateTime: 3, money: 4 } as const;

/** Numbers from 164 on are the workbook's own formats. */
const formatIds = { date: 164, dateTime: 165, money: 166 };

export interface Look {
  readonly sheetName: string;
  readonly dateStyle: string;
  readonly moneyStyle: string;
}

function styleSheet({ dateStyle, moneyStyle }: Look): string {
  const format = (id: number, code: string): string => `<numFmt numFmtId="${id}" formatCode="${xmlText(code)}"/>`;
  const cell = (id: number, more = ''): string =>
    `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0"${more}/>`;
  const shown = (id: number): string => cell(id, ' applyNumberFormat="1"');
  return (
    `${declaration}<styleSheet xmlns="${main}"><numFmts count="3">` +
    format(formatIds.date, dateStyle) +
    format(formatIds.dateTime, `${dateStyle} h:mm AM/PM`) +
    format(formatIds.money, moneyStyle) +
    '</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">' +
    cell(0) +
    cell(0, ' quotePrefix="1"') +
    shown(formatIds.date) +
    shown(formatIds.dateTime) +
    shown(formatIds.money) +
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  );
}

/** Every document of the archive but the sheet itself, by name. */
export function workbookParts(look: Look): [name: string, text: string][] {
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>` +
        `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${contentType}.worksheet+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${packageRelations}">` +
        `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}">` +
        `<sheets><sheet name="${xmlText(look.sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${packageRelations}">` +
        `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/>` +
        `<Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styleSheet(look)],
  ];
}

export const sheetName = 'xl/worksheets/sheet1.xml';

export function sheetStart(freezeHeader: boolean): string {
  const pane =
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/>';
  const views = freezeHeader ? `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` : '';
  return `${declaration}<worksheet xmlns="${main}">${views}<sheetData>`;
}

export const sheetEnd = '</sheetData></worksheet>';
