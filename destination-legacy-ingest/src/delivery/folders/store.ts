import type { OutboundFile } from '../delivery';

/** The folders of one tenant: batches for the reader, batches that were held back, rejected rows. */
export const folderNames = ['incoming', 'quarantine', 'rejected'] as const;
export type FolderName = (typeof folderNames)[number];

/** A file and the folder where it goes. */
export interface PlacedFile {
  readonly file: OutboundFile;
  readonly folder: FolderName;
}

/** A place with folders, names and renames: a directory of this machine, or one behind a connection. */
export interface FolderStore {
  /** for messages */
  path(folder: FolderName, name?: string): string;
  /** Tries all that a batch needs and leaves nothing behind. @returns what it found */
  check(): Promise<string>;
  /** Makes the folders. */
  prepare(): Promise<void>;
  list(folder: FolderName): Promise<readonly string[]>;
  /** Undefined when it is not there or is no text of a manifest's size. */
  read(folder: FolderName, name: string): Promise<string | undefined>;
  exists(folder: FolderName, name: string): Promise<boolean>;
  /** A small text with its content on the disk. */
  write(folder: FolderName, name: string, text: string): Promise<void>;
  /**
   * Brings files so far that giving them their names needs no room and cannot damage them. Nothing is visible yet.
   * @param purpose files for a reader must be what was written; those that people look at are kept whatever they hold
   * @throws MismatchError
   */
  stage(files: readonly PlacedFile[], purpose: 'reader' | 'people'): Promise<void>;
  /** Gives a staged file its name; replaces what has it. */
  reveal(file: PlacedFile): Promise<void>;
  /** In one step; replaces what has the name. */
  rename(folder: FolderName, from: string, to: string): Promise<void>;
  /** Does not mind a name that is not there. */
  remove(folder: FolderName, name: string): Promise<void>;
  /** Makes names that were made, changed or removed survive a power cut, where there is a way to. */
  settle(folder: FolderName): Promise<void>;
  /** Epoch milliseconds; undefined when it is not there. A place that has no such times keeps what has no manifest. */
  modifiedAt?(folder: FolderName, name: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Hidden, so that nobody takes it for a finished file. */
export const partName = (name: string): string => `.${name}.part`;
export const isPart = (name: string): boolean => /^\..*\.part$/.test(name);
