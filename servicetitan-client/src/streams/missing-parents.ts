import { ServiceTitanError } from '../errors';
import type { Logger } from '../ports';

import { missingParentsBelieved } from './limits';

/** Tells parents that were deleted meanwhile from a module that the tenant lacks: both answer 404. */
export interface ParentTally {
  answered(): void;
  /** @throws the error itself when it is not about one parent */
  missing(error: unknown): void;
  /** whether any parent answered: then the children's collection is there */
  any(): boolean;
  /** false while everything that was asked is missing: nothing can be claimed then */
  certain(): boolean;
  /** All were asked. @throws the last 404 when the tenant seems to lack the module */
  finish(): void;
}

/**
 * @param label the stream of the children
 * @param first nothing of the stream was ever read, so that nothing speaks against a missing module
 */
export function createParentTally(
  label: string,
  parents: string,
  first: boolean,
  log: Pick<Logger, 'info'>,
): ParentTally {
  let answered = 0;
  let missing = 0;
  let last: ServiceTitanError | undefined;
  return {
    answered: () => void (answered += 1),
    missing(error) {
      // the gateway's 404 is about the path, whatever the parent
      if (!(error instanceof ServiceTitanError) || error.kind !== 'missing_module' || error.gateway === true)
        throw error;
      missing += 1;
      last = error;
      if (answered === 0 && missing >= missingParentsBelieved) throw error;
    },
    any: () => answered > 0,
    certain: () => answered > 0 || missing === 0,
    finish() {
      if (first && answered === 0 && last !== undefined) throw last;
      if (missing > 0)
        log.info(
          `${label}: ${missing} of ${missing + answered} ${parents} are no longer there (404) and have no rows here.`,
        );
    },
  };
}
