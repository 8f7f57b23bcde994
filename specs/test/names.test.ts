import { streams } from 'servicetitan-specs';
import { names } from 'servicetitan-specs/names';
import { recordSchemas } from 'servicetitan-specs/records';

const words = Object.entries(names.streams).map(([stream, entry]) => ({ stream, ...entry }));

describe('the words for the streams', () => {
  it('exist for every stream, and for nothing else', () => {
    expect(Object.keys(names.streams).sort()).toEqual(streams.map(({ name }) => name).sort());
  });

  it('tell one stream from another', () => {
    expect(new Set(words.map(({ one }) => one)).size).toBe(words.length);
    expect(new Set(words.map(({ many }) => many)).size).toBe(words.length);
  });

  it('read well in a sentence: no module in brackets, no doubled plural, capitals only where they belong', () => {
    for (const { one, many } of words) {
      expect(one).not.toMatch(/[()_]|ss?s$/);
      expect(many).toMatch(/[a-z]s\b/);
      expect(many).not.toMatch(/ss$|ys$/);
      for (const word of [...one.split(' '), ...many.split(' ')]) expect(word).toMatch(/^([a-z-]+|AP|GL|WBS|Intacct)$/);
    }
  });

  it('puts each module of the API into exactly one group, in the order of the names', () => {
    const grouped = names.groups.flatMap(({ modules }) => modules);
    expect([...grouped].sort()).toEqual([...new Set(streams.map(({ module }) => module))].sort());
    const titles = names.groups.map(({ name }) => name);
    expect(titles).toEqual([...titles].sort((a, b) => a.localeCompare(b)));
  });

  it('never has a group of one stream, which n8n could not open from its list of actions', () => {
    for (const { name, modules } of names.groups)
      expect({ name, few: streams.filter(({ module }) => modules.includes(module)).length < 2 }).toEqual({
        name,
        few: false,
      });
  });

  it('simplifies to fields that the records have', () => {
    for (const { stream, simplified = [] } of words) {
      const properties = (recordSchemas[stream] as { properties: Record<string, unknown> }).properties;
      expect({ stream, unknown: simplified.filter((field) => !(field in properties)) }).toEqual({
        stream,
        unknown: [],
      });
    }
  });
});
