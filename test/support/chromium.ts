/** A browser for the suites that a person would recognise: Debian's chromium, installed when it is not there. */
import { existsSync } from 'node:fs';

import { installDebian } from './debian';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export type Chromium =
  { readonly ready: true; readonly path: string } | { readonly ready: false; readonly why: string };

export function chromium(): Chromium {
  const find = (): string | undefined => programs.find((path) => existsSync(path));
  const found = find();
  if (found !== undefined) return { ready: true, path: found };
  const failure = installDebian(['chromium']);
  const installed = find();
  if (installed !== undefined) return { ready: true, path: installed };
  const why = failure ?? `chromium was installed, but is none of ${programs.join(', ')}`;
  process.stderr.write(`chromium: the suites that need it are skipped: ${why}\n`);
  return { ready: false, why };
}
