/** One figure beside the physical limit it was measured with in the same run. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  /** what the same work costs at least, and how that was found; empty where nothing bounds it */
  readonly limit: string;
  readonly ratio?: number | undefined;
  readonly goal: string;
  readonly met: boolean;
}

export interface PartOptions {
  /** a folder for this part's files, removed afterwards */
  readonly folder: string;
  /** numbers of invoices that were asked for; empty for the part's own default */
  readonly sizes: readonly number[];
}

export interface Part {
  readonly name: string;
  /** resolves with a line that says why when it cannot run here */
  run(options: PartOptions): Promise<readonly Finding[] | { readonly skipped: string }>;
}

export const count = (value: number): string => value.toLocaleString('en-US');
