import type { Manifest } from 'legacy-format';

/** A finished file in the workspace, whole and on the disk. */
export interface OutboundFile {
  readonly kind: 'data' | 'rejects';
  readonly report: string;
  /** where it stands now */
  readonly path: string;
  /** what it is to be called */
  readonly name: string;
  readonly bytes: number;
  /** hex */
  readonly sha256: string;
}

export interface OutboundBatch {
  readonly id: string;
  readonly files: readonly OutboundFile[];
  readonly manifest: { readonly name: string; readonly text: string; readonly content: Manifest };
  /** by report: which refresh of its stream the rows belong to, as the platform counts them; null when it does not */
  readonly generations: Readonly<Record<string, number | null>>;
}

/** What is left of a batch after a crash: enough to find it again. */
export interface NamedBatch {
  readonly id: string;
  readonly files: readonly { readonly kind: 'data' | 'rejects'; readonly name: string }[];
  readonly manifestName: string;
}

/** A snapshot that the receiving side still has. */
export interface VisibleSnapshot {
  readonly report: string;
  readonly rows: number;
  readonly version: number;
}

/**
 * What rows are written as before a delivery gets them. `csv` and `xlsx` are files for a reader; `staging` holds one row
 * of `StagingTable.columns` a line, as PostgreSQL's COPY takes it, with null where the batch's version goes.
 */
export type EncodingName = 'csv' | 'xlsx' | 'staging';

/** Epoch milliseconds: what was made before goes. Missing: it stays for ever. */
export interface Expiry {
  /** batches that were published, with all that belongs to them */
  readonly published?: number;
  /** batches that were held back */
  readonly quarantine?: number;
  /** rejected rows that are of no batch that is still there */
  readonly rejects?: number;
}

/**
 * A way to the system that reads the reports. A batch becomes visible in one act, in `publish`, or not at all.
 *
 * The order of calls: `prepare`; then, if a batch was left open by a crash, `wasPublished` and perhaps `discard`; then, if
 * there is something to send, `stage`, a note of the pending batch in the ledger, `publish`, and the note that it is final;
 * after a sync that succeeded, `sweep`; at last `close`, whatever happened. `check` and `close` alone make a test of the connection.
 */
export interface Delivery {
  /** Everything it works on, for messages: a directory, a host. */
  readonly place: string;
  readonly encoding: EncodingName;
  /** Tries all that a sync does and leaves nothing behind. @returns what it found; throws what is wrong. */
  check(): Promise<string>;
  /** Makes what must be there before a sync, and removes what a killed one left half-made. */
  prepare(pending: NamedBatch | undefined): Promise<void>;
  /** How the manifest names a file. */
  reference(file: Pick<OutboundFile, 'kind' | 'name' | 'report'>): string;
  /** Brings a batch so far that `publish` cannot fail for want of space or of rights. Nothing is visible yet. */
  stage(batch: OutboundBatch): Promise<void>;
  /**
   * Makes a staged batch visible, its manifest last.
   * @throws MismatchError when what the receiving side holds is not what was sent; nothing is visible then
   */
  publish(batch: OutboundBatch): Promise<void>;
  /** Whether a batch that was staged became visible; the reader may have taken it away since. */
  wasPublished(batch: NamedBatch): Promise<boolean>;
  /** Removes what is left of a batch that did not become visible. */
  discard(batch: NamedBatch): Promise<void>;
  /** Puts a batch that must not be published where people look at it, with the reasons. @returns where */
  quarantine(batch: OutboundBatch): Promise<string>;
  /** Rejected rows of a sync that published nothing. @returns where */
  keepRejects(files: readonly OutboundFile[]): Promise<string>;
  /** Snapshots that can still be seen; the ledger may be new while they are not. */
  visibleSnapshots(): Promise<readonly VisibleSnapshot[]>;
  /**
   * Removes what is older; see Expiry. The newest snapshot of each report stays whatever its age, and so does what its
   * batch tells of.
   * @returns what was removed, in words; empty when there was nothing
   */
  sweep(expiry: Expiry): Promise<string>;
  /** Gives up connections. Called once, after anything else, even if `prepare` failed. */
  close(): Promise<void>;
}

/** What was read back from the receiving side is not what was sent. The batch goes to quarantine. */
export class MismatchError extends Error {
  /** @param reasons one sentence each, with both figures */
  constructor(readonly reasons: readonly string[]) {
    super(`What was delivered is not what was sent: ${reasons.join('; ')}`);
    this.name = 'MismatchError';
  }
}
