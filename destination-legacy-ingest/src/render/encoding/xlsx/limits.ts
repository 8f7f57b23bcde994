/** Rows of a sheet, the header among them (Microsoft, "Excel specifications and limits"). */
export const sheetRows = 1_048_576;

/** Text of a cell, in UTF-16 units (the same page). */
export const xlsxCellLimit = 32_767;

/** Without the ZIP64 extension, which some loaders do not read, an entry ends at 4 GiB; the block that waits must fit in. */
export const sheetBytes = 4_000_000_000;
