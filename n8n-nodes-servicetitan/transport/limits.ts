/** An upper bound for one node; ServiceTitan allows an app 60 a second and tenant, which other workflows share. */
export const requestsPerSecond = 10;

/** Tries of a request while somebody waits in front of a form. */
export const triesInForms = 2;

/** ServiceTitan itself gives up after 100 s. */
export const answerTimeoutMs = 120_000;
