// The software bill of materials of a bundle: npm's own for the connector, kept to the packages that are really in it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

import { root } from '../setup.mjs';

/** A UUID that follows from the content, so that the same bundle has the same bill. */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function npmBill(connector) {
  // without --omit dev, which leaves out what the root has as a development dependency, too
  const args = ['sbom', '--workspace', connector, '--package-lock-only', '--sbom-format', 'cyclonedx'];
  return JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }));
}

/**
 * CycloneDX 1.5, from package-lock.json.
 * @param packages what the bundle holds; each must be in the lock file's tree of the connector
 * @param {number} epoch seconds, the bill's own time
 */
export function billOfMaterials(connector, packages, epoch) {
  const bill = npmBill(connector);
  const known = new Map(bill.components.map((each) => [each['bom-ref'], each]));
  const refs = packages.map(({ name, version }) => `${name}@${version}`);
  const components = packages.map(({ name }, index) => {
    const ref = refs[index];
    const found = known.get(ref);
    if (found === undefined) throw new Error(`${ref} is in the bundle of ${connector}, but not in its lock file`);
    // npm names our own packages after their folders
    return { ...found, name, scope: 'required' };
  });
  const subject = components.find(({ name }) => name === connector);
  const kept = new Set(refs);
  const dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  const others = components.filter((each) => each !== subject);
  return {
    ...bill,
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([others, dependencies]))}`,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString(),
      tools: bill.metadata.tools,
      component: { ...subject, type: 'application' },
    },
    components: others,
    dependencies,
  };
}
