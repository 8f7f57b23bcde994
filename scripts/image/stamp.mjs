// node scripts/image/stamp.mjs, in a connector's folder: writes its package's version where Docker and Airbyte look for it.
// lerna runs it as the package's `version` script when it sets a new one.
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Each pattern keeps its first group and replaces what follows. */
const places = {
  Dockerfile: /((?:io\.airbyte|org\.opencontainers\.image)\.version=)"[^"]*"/g,
  'metadata.yaml': /(dockerImageTag: )\S+/g,
};

for (const [file, pattern] of Object.entries(places)) {
  const text = readFileSync(file, 'utf8');
  if (!text.match(pattern)) throw new Error(`${file} has no place for a version`);
  const quoted = file === 'Dockerfile' ? `"${version}"` : version;
  writeFileSync(
    file,
    text.replace(pattern, (_, kept) => `${kept}${quoted}`),
  );
}
