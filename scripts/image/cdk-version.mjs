// The CDK reads its version from a package.json beside its code when it is loaded; a bundle holds the version instead.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const reading = "fs_1.default.readFileSync(path_1.default.join(exports.PACKAGE_ROOT, 'package.json'), 'utf8')";

/** An esbuild plugin. */
export const cdkVersion = {
  name: 'cdk-version',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]faros-airbyte-cdk[\\/]lib[\\/]utils\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes(reading)) throw new Error(`${path} no longer reads its version as ${import.meta.url} expects`);
      const { version } = JSON.parse(readFileSync(join(path, '..', '..', 'package.json'), 'utf8'));
      return { contents: text.replace(reading, `'${JSON.stringify({ version })}'`), loader: 'js' };
    });
  },
};
