// What the run log says of records that became no row: which, and why.

const shown = 5;

/** @param rejects the items of the second output of Legacy Report */
function rejectsNote(rejects) {
  if (rejects.length === 0) return '';
  const examples = rejects
    .slice(0, shown)
    .map(
      ({ sourceStream, sourceId, reasons }) =>
        `${sourceStream} ${sourceId}: ${reasons.map(({ message }) => message).join(', ')}`,
    );
  const more = rejects.length > shown ? `; and ${rejects.length - shown} more` : '';
  const whose = rejects.length === 1 ? '1 record was' : `${rejects.length} records were`;
  return `${whose} rejected: ${examples.join('; ')}${more}.`;
}

module.exports = { rejectsNote };
