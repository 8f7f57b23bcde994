// The licences of what a bundle holds, as their terms ask: the words go where the code goes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const line = '-'.repeat(80);

function licenceTexts({ folder }) {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** The NOTICE file for the packages of others. */
export function notice(connector, packages) {
  const parts = packages.map((each) => {
    const texts = licenceTexts(each);
    const said =
      texts.length === 0 ? ['The package carries no licence text; its manifest names the licence above.'] : texts;
    return [line, `${each.name} ${each.version} (${each.license})`, line, '', said.join('\n\n'), ''].join('\n');
  });
  return [`${connector} contains the following packages, each under its own licence.`, '', ...parts].join('\n');
}
