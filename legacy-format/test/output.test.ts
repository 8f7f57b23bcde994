import { createHash } from 'crypto';

import { parse } from 'csv-parse/sync';

import {
  batchId,
  buildManifest,
  compileFormat,
  contentDigest,
  csvEncoder,
  fileName,
  judgeBatch,
  nextVersion,
  rejectsEncoder,
  resolveFormat,
  type ReportCounts,
} from '../src/index';

import { context, defaultFormat } from './support/in-memory';
import { randomness } from './support/randomness';

const format = compileFormat(defaultFormat(), context);
const { csv, naming } = format.definition;

describe('CSV files', () => {
  it('quote only what needs it and end every line with CR LF', () => {
    const encoder = csvEncoder(csv);
    expect(encoder.start(['ID', 'Invoice #'])).toBe('ID,Invoice #\r\n');
    expect(encoder.line(['1', 'a,b', 'say "x"', 'two\nlines', ' space ', ''])).toBe(
      '1,"a,b","say ""x""","two\nlines", space ,\r\n',
    );
  });

  it('come back from a CSV reader cell by cell, whatever the cells and the dialect', () => {
    const random = randomness(23);
    const alphabet = ['"', ',', ';', '\t', '\r', '\n', ' ', 'a', 'é', '\u{1f600}', "'", '|'];
    for (const dialect of [
      {},
      { delimiter: ';' },
      { delimiter: '\t', quoteMode: 'all' as const },
      { delimiter: '|', quote: "'", lineEnding: 'lf' as const },
      { finalNewline: false },
      { bom: true },
    ]) {
      const settings = { ...csv, ...dialect };
      const encoder = csvEncoder(settings);
      const rows = Array.from({ length: 300 }, () =>
        Array.from({ length: 4 }, () => random.text(alphabet, random.integer(8))),
      );
      const text = encoder.start(['a', 'b', 'c', 'd']) + rows.map((row) => encoder.line(row)).join('');
      const options = {
        delimiter: settings.delimiter,
        quote: settings.quote,
        escape: settings.quote,
        bom: settings.bom,
      };
      const recordDelimiter = settings.lineEnding === 'lf' ? '\n' : '\r\n';
      expect(parse(text, { ...options, record_delimiter: recordDelimiter })).toEqual([['a', 'b', 'c', 'd'], ...rows]);
    }
  });

  it('can have a byte-order mark, no header and no final line end', () => {
    const encoder = csvEncoder({ ...csv, bom: true, header: false, finalNewline: false, lineEnding: 'lf' });
    expect(encoder.start(['a']) + encoder.line(['1']) + encoder.line(['2'])).toBe('\ufeff1\n2');
  });

  it('quote a row that is one empty cell, because an empty line is no row', () => {
    expect(csvEncoder(csv).line([''])).toBe('""\r\n');
  });
});

describe('rejects files', () => {
  it('have a line per reason and leave warnings out', () => {
    const encoder = rejectsEncoder(['row_number', 'reason_code', 'raw_json'], csv);
    const reason = { column: 'x', message: 'm' };
    expect(encoder.start()).toBe('row_number,reason_code,raw_json\r\n');
    expect(
      encoder.lines({
        batchId: 'b',
        report: 'r',
        sourceStream: 's',
        sourceId: '1',
        rowNumber: 7,
        rawJson: '{"a":"x"}',
        reasons: [
          { ...reason, code: 'PATTERN', failure: 'warn' },
          { ...reason, code: 'BAD_VALUE', failure: 'reject' },
          { ...reason, code: 'TOO_LONG', failure: 'fail' },
        ],
      }),
    ).toBe('7,BAD_VALUE,"{""a"":""x""}"\r\n7,TOO_LONG,"{""a"":""x""}"\r\n');
  });
});

describe('file names', () => {
  const values = {
    report: { key: 'customers', title: 'Customer List' },
    window: { from: '2026-01-05', to: '2026-01-06' },
    tenant: { key: 'DEMO01' },
    batch: { id: 'abc' },
    ext: 'csv',
  };

  it('look like those of ServiceTitan, with the tenant and the batch', () => {
    expect(fileName(naming.file, values)).toBe('Customer List_Dated 01_05_26 - 01_06_26_DEMO01_abc.csv');
    expect(fileName(naming.manifest, values)).toBe('abc.manifest.json');
    expect(fileName(naming.rejects, values)).toBe('abc.customers.rejects.csv');
    expect(fileName(naming.temporary, { name: 'x.csv' })).toBe('.x.csv.part');
  });

  it('say so when no record had a date', () => {
    expect(fileName('{window.from|MM_DD_YY}.{ext}', { ...values, window: null })).toBe('undated.csv');
  });

  it('never let a value leave its folder or break a file system', () => {
    const nasty = { ...values, tenant: { key: '../..' }, report: { key: '..', title: 'A/B\\C:D*?"<>|\n' } };
    expect(fileName('{tenant.key}/{report.key}/{report.title}', nasty)).toBe('..-../-/A-B-C-D-------');
  });
});

describe('the identity of a batch', () => {
  const batch = {
    tenantKey: 'T',
    formatSha256: 'f',
    reports: [
      { report: 'a', sha256: '1' },
      { report: 'b', sha256: '2' },
    ],
  };

  it('is 16 hex digits that depend on tenant, format and content only', () => {
    expect(batchId(batch)).toMatch(/^[0-9a-f]{16}$/);
    expect(batchId(structuredClone(batch))).toBe(batchId(batch));
    const others = [
      { ...batch, tenantKey: 'U' },
      { ...batch, formatSha256: 'g' },
      { ...batch, reports: [batch.reports[0]!, { report: 'b', sha256: '3' }] },
      { ...batch, reports: [batch.reports[0]!] },
    ];
    expect(new Set([batch, ...others].map(batchId)).size).toBe(5);
  });

  it('comes with a version that grows even when the clock does not', () => {
    expect(nextVersion(1_700_000_000_999, null)).toBe(1_700_000_000);
    expect(nextVersion(1_700_000_000_999, 1_700_000_000)).toBe(1_700_000_001);
    expect(nextVersion(1_600_000_000_000, 1_700_000_000)).toBe(1_700_000_001);
  });

  it('tells rows with other cell borders apart', () => {
    expect(contentDigest(['ab', 'c'])).not.toBe(contentDigest(['a', 'bc']));
    expect(contentDigest(['ab', 'c'])).toBe(contentDigest(['ab', 'c']));
  });
});

describe('the digest of a format', () => {
  const sha = (change: (definition: ReturnType<typeof defaultFormat>) => void): string => {
    const definition = defaultFormat();
    change(definition);
    return compileFormat(definition, context).sha256;
  };

  it('changes with what a format says and not with the order or the comments in which it says it', () => {
    expect(sha((one) => (one.defaults!.emptyValue = '-'))).not.toBe(format.sha256);
    expect(sha((one) => (one.description = 'other words'))).toBe(format.sha256);
    expect(sha((one) => (one.defaults = Object.fromEntries(Object.entries(one.defaults!).reverse())))).toBe(
      format.sha256,
    );
  });

  it('is the same whether a default is spelt out or left out', () => {
    expect(sha((one) => delete one.csv)).toBe(format.sha256);
    expect(sha((one) => (one.reports['invoices']!.columns[3]!.onMissing = 'reject'))).toBe(format.sha256);
    expect(resolveFormat(defaultFormat())).toEqual(format.definition);
  });
});

const counts = (given: Partial<ReportCounts>): ReportCounts => ({
  read: 0,
  filtered: 0,
  rejected: 0,
  written: 0,
  superseded: 0,
  unchanged: 0,
  ...given,
});

describe('the manifest', () => {
  it('has what the reader of a batch needs, in the order of the contract', () => {
    const report = {
      report: 'customers',
      mode: 'snapshot' as const,
      file: 'a.csv',
      bytes: 3,
      sha256: createHash('sha256').update('abc').digest('hex'),
      rejects: null,
      header: ['A'],
      counts: counts({ read: 3, rejected: 1, written: 2 }),
      warnings: { truncatedCells: 0, reasons: {} },
      controlTotals: { rows: 2 },
    };
    const manifest = buildManifest(format, {
      batchId: 'b',
      createdAt: '2026-01-08T00:00:00Z',
      version: 1767830400,
      syncId: 12,
      reports: [report],
    });
    expect(Object.keys(manifest)).toEqual([
      'manifestVersion',
      'batchId',
      'createdAt',
      'version',
      'format',
      'formatVersion',
      'formatSha256',
      'tenant',
      'software',
      'trade',
      'timeZone',
      'syncId',
      'reports',
    ]);
    expect(manifest).toMatchObject({
      manifestVersion: 1,
      format: 'servicetitan-legacy-reports',
      formatVersion: 1,
      formatSha256: format.sha256,
      tenant: 'DEMO01',
      software: 'ServiceTitan',
      trade: 'plumbing',
      timeZone: 'America/Chicago',
      reports: [report],
    });
  });

  it('names the software of the configuration before that of the format', () => {
    const manifest = buildManifest(compileFormat(defaultFormat(), { ...context, software: 'Other' }), {
      batchId: 'b',
      createdAt: '',
      version: null,
      syncId: null,
      reports: [],
    });
    expect(manifest.software).toBe('Other');
  });
});

describe('limits', () => {
  const judge = (given: Partial<ReportCounts>, extra = {}, configured = {}) =>
    judgeBatch(format, configured, [
      { report: 'customers', counts: counts(given), fatalRows: 0, previousRows: null, ...extra },
    ]);

  it('judge the rate of rejected rows from ten on', () => {
    expect(judge({ rejected: 9, written: 1 })).toEqual([]);
    expect(judge({ rejected: 10, written: 490 })).toEqual([]);
    expect(judge({ rejected: 10, written: 400, unchanged: 89 })).toEqual([
      'Customer List: 10 of 499 rows were rejected (2 %); max_reject_rate allows 2 %.',
    ]);
    expect(judge({ rejected: 10, written: 400, unchanged: 90 })).toEqual([]);
  });

  it('judge the number of rejected rows', () => {
    expect(judge({ rejected: 501, written: 1_000_000 })).toEqual([
      'Customer List: 501 rows were rejected; max_reject_rows allows 500.',
    ]);
  });

  it('hold back a snapshot that shrank or is empty', () => {
    expect(judge({ written: 80 }, { previousRows: 100 })).toEqual([]);
    expect(judge({ written: 79 }, { previousRows: 100 })[0]).toMatch(/has 79 rows and the last one had 100/);
    expect(judge({ written: 0 })[0]).toMatch(/no rows.*allow_empty_snapshot/);
    expect(judge({ written: 0 }, { previousRows: 100 }, { allow_empty_snapshot: true })).toEqual([]);
  });

  it('do not ask changes reports for rows', () => {
    expect(
      judgeBatch(format, {}, [{ report: 'invoices', counts: counts({}), fatalRows: 0, previousRows: 100 }]),
    ).toEqual([]);
  });

  it('of the configuration win over those of the format', () => {
    expect(judge({ rejected: 10, written: 10 }, {}, { max_reject_rate: 0.5 })).toEqual([]);
    expect(judge({ rejected: 3, written: 1000 }, {}, { max_reject_rows: 2 })).toHaveLength(1);
    expect(judge({ written: 10 }, { previousRows: 100 }, { min_rows_vs_previous: 0 })).toEqual([]);
  });

  it('let no row through that a column marks as fail', () => {
    expect(judge({ rejected: 1, written: 1000 }, { fatalRows: 1 })[0]).toMatch(/marks as fail/);
  });
});
