import { join } from 'node:path';

/** The folders of one tenant. */
export interface Folders {
  readonly root: string;
  /** batches for the reader */
  readonly incoming: string;
  /** batches that were held back, with the reasons */
  readonly quarantine: string;
  readonly rejected: string;
}

export function foldersOf(directory: string, tenantKey: string): Folders {
  const root = join(directory, tenantKey);
  return {
    root,
    incoming: join(root, 'incoming'),
    quarantine: join(root, 'quarantine'),
    rejected: join(root, 'rejected'),
  };
}

/** Hidden, so that nobody takes it for a finished file. */
export const partName = (name: string): string => `.${name}.part`;
