import { cellsOf } from './support/in-memory';
import { randomness } from './support/randomness';

const phone = { type: 'phone' } as const;

describe('phone numbers', () => {
  it('with ten digits, or eleven that begin with 1, become (417) 555-0101 however they are written', () => {
    const written = [
      '4175550101',
      '417-555-0101',
      '(417)555-0101',
      '+1 417.555.0101',
      '1-417-555-0101',
      ' 417 555 0101 ',
      '14175550101',
    ];
    expect(cellsOf(phone, written)).toEqual(written.map(() => '(417) 555-0101'));
  });

  it('keep an extension in one spelling', () => {
    const written = [
      '314.555.0199 x12',
      '3145550199x12',
      '314-555-0199 ext 12',
      '314-555-0199 ext. 12',
      '314-555-0199 Extension 12',
      '314-555-0199 EXT12',
    ];
    expect(cellsOf(phone, written)).toEqual(written.map(() => '(314) 555-0199 x12'));
  });

  it('that are no US numbers stay as they are, trimmed', () => {
    const others = [
      '+44 20 7946 0958',
      '555-0101',
      '417-555-0101 (wife)',
      'call office',
      '24175550101',
      '+4175550101',
      '41755501011234',
      'x12',
    ];
    expect(
      cellsOf(
        phone,
        others.map((text) => ` ${text} `),
      ),
    ).toEqual(others);
  });

  it('can be written in other ways', () => {
    expect(cellsOf({ ...phone, format: 'e164' }, ['417-555-0101', '417-555-0101 x3'])).toEqual([
      '+14175550101',
      '+14175550101 x3',
    ]);
    expect(cellsOf(phone, ['(417) 555-0101'], { phoneFormat: 'digits' })).toEqual(['4175550101']);
    expect(cellsOf(phone, [' 417.555.0101 '], { phoneFormat: 'raw' })).toEqual(['417.555.0101']);
  });

  it('read back give themselves, so that a file stays the same from run to run', () => {
    const random = randomness(5);
    const texts = Array.from({ length: 2000 }, () =>
      random.text([...'0123456789', '-', ' ', '(', ')', '.', '+', 'x', 'ext '], 4 + random.integer(14)),
    );
    const once = cellsOf(phone, texts);
    expect(cellsOf(phone, once)).toEqual(once);
  });
});
