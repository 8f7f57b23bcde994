import { compileFormat } from '../src/index';
import { stripHtml } from '../src/values/html';
import { guardFormula, guardPhone, truncate } from '../src/values/text';

import { cellsOf, context, renderReport, smallFormat } from './support/in-memory';
import { randomness } from './support/randomness';

describe('text cells', () => {
  it('lose control characters, keep one line and are trimmed, in that order', () => {
    expect(
      cellsOf({}, [
        '  a\u0000b\u0007 ',
        'a\tb',
        'line 1\r\n\r\nline 2',
        'a\u0085b\u2028c\u2029d',
        'a\u009fb\u000bc',
        '\u0001\t\r\n',
        '\ufeffBOM',
      ]),
    ).toEqual(['ab', 'a b', 'line 1 line 2', 'a b c d', 'abc', '', 'BOM']);
  });

  it('keep their line breaks when the format says so', () => {
    expect(cellsOf({}, ['a\r\nb'], { collapseNewlines: null })).toEqual(['a\r\nb']);
  });

  it('run the transforms before anything else', () => {
    expect(
      cellsOf({ transform: ['stripHtml', 'collapseWhitespace'] }, [
        '<p>Replaced 50 gal heater,<br/>tested &amp; OK</p>',
      ]),
    ).toEqual(['Replaced 50 gal heater, tested & OK']);
    expect(cellsOf({ transform: ['stripHtml'] }, ['a&#10;&#0;b'])).toEqual(['a \ufffdb']);
  });

  it('are cut at the limit without splitting a pair, and the cut is counted', () => {
    const format = compileFormat(smallFormat({ columns: [{}], defaults: { maxCellLength: 4 } }), context);
    const { rows } = renderReport(format, 'things', {
      things: [
        { id: 1, value: 'abc\u{1f600}d' },
        { id: 2, value: 'abcd' },
      ],
    });
    expect(rows.map(({ cells, truncatedCells }) => [cells[1], truncatedCells])).toEqual([
      ['abc', 1],
      ['abcd', 0],
    ]);
    const random = randomness(3);
    for (let i = 0; i < 2000; i++) {
      const text = random.text(['a', '\u{1f600}', 'é'], 12);
      const cut = truncate(text, random.integer(12) + 1);
      expect(text.startsWith(cut)).toBe(true);
      // encodeURIComponent refuses half a pair.
      expect(() => encodeURIComponent(cut)).not.toThrow();
    }
  });

  it('write numbers and words of other types as they are, and refuse objects', () => {
    expect(cellsOf({}, [100200300, true, ['a', 'b'], { a: 1 }, [{ a: 1 }]])).toEqual([
      '100200300',
      'true',
      'a, b',
      '[BAD_VALUE]',
      '[BAD_VALUE]',
    ]);
  });
});

describe('transforms', () => {
  it.each([
    [['lower'], 'Jane@Example.COM', 'jane@example.com'],
    [['upper'], 'mo', 'MO'],
    [['title'], 'JANE o-NEIL (st. louis)', 'Jane O-Neil (St. Louis)'],
    [['digits'], 'A-12 34', '1234'],
    [['collapseWhitespace'], 'a  b\u00a0 c', 'a b c'],
    [['collapseWhitespace'], 'a b\tc\u00a0d\r\ne', 'a b c d e'],
    [[{ word: 1 }], 'Jane Q. Example', 'Jane'],
    [[{ word: 2 }], 'Jane Q. Example', 'Q.'],
    [[{ word: 2 }], 'Jane  Example', ''],
    [[{ truncate: 3 }], 'abcdef', 'abc'],
    [[{ replace: { find: '$&', with: '$1' } }], 'a$&b$&', 'a$1b$1'],
    [[{ map: { HVAC: 'Heating' } }], 'HVAC', 'Heating'],
    [['trim', 'lower', { word: 1 }], '  ABC DEF', 'abc'],
  ] as const)('%j turns "%s" into "%s"', (transform, given, expected) => {
    expect(cellsOf({ transform: [...transform] as never }, [given])).toEqual([expected]);
  });
});

describe('HTML to text', () => {
  it('drops comments, turns tags into spaces and decodes entities once', () => {
    expect(stripHtml('a<!-- x > y -->b')).toBe('ab');
    expect(stripHtml('<b>x</b>y<br>z')).toBe(' x y z');
    expect(stripHtml('&lt;b&gt; &amp;amp; &eacute; &#233; &#x1F600; &hellip;&nbsp;')).toBe(
      '<b> &amp; é é \u{1f600} …\u00a0',
    );
    expect(stripHtml('<a title="a > b" href=\'x>y\'>link</a>')).toBe(' link ');
  });

  it('keeps what only looks like HTML', () => {
    expect(stripHtml('5 < 6 and 7 > 2 <3 a<')).toBe('5 < 6 and 7 > 2 <3 a<');
    expect(stripHtml('open <b')).toBe('open <b');
    expect(stripHtml('<p title="never closed>text</p>')).toBe(' text ');
  });

  it('never throws, leaves no tag, and takes time in proportion to the text', () => {
    const random = randomness(11);
    for (let i = 0; i < 3000; i++) {
      const html = random.text(['<', '>', '<b>', '</b>', '<!--', '-->', '"', "'", '=', 'x', ' ', '&amp;', '&'], 30);
      expect(typeof stripHtml(html)).toBe('string');
    }
    for (const piece of ['<a', '<!--', '<a ="', "<a b='", '<', '&']) {
      const started = performance.now();
      stripHtml(piece.repeat(200_000));
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });
});

describe('the cell of a file', () => {
  it('cuts what it cannot hold, and counts it, even where the format would allow more', () => {
    const long = smallFormat({ columns: [{}], defaults: { maxCellLength: 100_000 } });
    const records = { things: [{ id: 1, value: 'x'.repeat(50_000) }] };
    const lengths = (cellLimit?: number) => {
      const format = compileFormat(long, { ...context, ...(cellLimit === undefined ? {} : { cellLimit }) });
      return renderReport(format, 'things', records).rows.map(({ cells, truncatedCells }) => [
        cells[1]!.length,
        truncatedCells,
      ]);
    };
    expect(lengths()).toEqual([[50_000, 0]]);
    expect(lengths(32_767)).toEqual([[32_767, 1]]);
  });
});

describe('formula guard', () => {
  it('is off for files that a loader reads and marks formulas in text when it is on', () => {
    const formulas = ['=1+1', '+1', '-x', '@a', 'plain'];
    expect(cellsOf({}, formulas)).toEqual(formulas);
    expect(cellsOf({}, formulas, { formulaGuard: 'none' })).toEqual(formulas);
    expect(cellsOf({}, formulas, { formulaGuard: 'apostrophe' })).toEqual(["'=1+1", "'+1", "'-x", "'@a", 'plain']);
  });

  it('never touches numbers, ids or dialled numbers', () => {
    expect(cellsOf({ type: 'money' }, ['-5'], { formulaGuard: 'apostrophe' })).toEqual(['-5.00']);
    expect(cellsOf({ type: 'id' }, ['-5'], { formulaGuard: 'apostrophe' })).toEqual(['-5']);
    expect(
      cellsOf({ type: 'phone', format: 'e164' }, ['4175550101', '=cmd()'], { formulaGuard: 'apostrophe' }),
    ).toEqual(['+14175550101', "'=cmd()"]);
    expect([guardFormula('=a'), guardPhone('+44 20 7946')]).toEqual(["'=a", '+44 20 7946']);
  });
});

describe('booleans', () => {
  it('are written in the words of the format, exactly as they are spelt there', () => {
    expect(cellsOf({ type: 'boolean' }, [true, false, 'True', 'false', null, 'maybe'])).toEqual([
      'Yes',
      'No',
      'Yes',
      'No',
      '',
      '[BAD_VALUE]',
    ]);
    expect(cellsOf({ type: 'boolean', format: ['1', '0'] }, [true, false])).toEqual(['1', '0']);
  });

  it('can be made of words by a map', () => {
    const map = { NotSent: false, Sent: true, Opened: true };
    expect(cellsOf({ type: 'boolean', map }, ['NotSent', 'Opened', 'Lost'])).toEqual(['No', 'Yes', '[BAD_VALUE]']);
    expect(cellsOf({ type: 'boolean', map, else: false }, ['Lost', null])).toEqual(['No', 'No']);
  });
});
