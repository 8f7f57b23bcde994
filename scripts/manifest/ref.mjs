/** Reference to a definition of the manifest. */
export const ref = (...path) => ({ $ref: `#/definitions/${path.join('/')}` });
