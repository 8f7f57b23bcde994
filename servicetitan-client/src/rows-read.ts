import type { AnswerShape } from './answer-rows';
import type { ItemShape } from './item-view';
import type { Parameters } from './url';

/** What every read of rows names, however they come: in pages, batches or one answer. */
export interface RowsRead extends ItemShape {
  /** `{tenant}` is filled in; other names are to be filled with `fillPath` */
  readonly path: string;
  /** stream */
  readonly label: string;
  readonly scope?: string | undefined;
  /** fixed query parameters */
  readonly parameters?: Parameters | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Of lists and whole answers, whose rows need not be objects under "data". */
export type ShapedRead = RowsRead & AnswerShape;
