/** The interesting numbers of the trigger, with where they come from. */

/** Records after which a poll leaves the rest to the next one: an execution of more is slow to look at and to save. */
export const enoughRecords = 1_000;

/** Rows of a list asked for at once, so that a poll does not overshoot by much. */
export const pageSize = 500;

/** Records that are remembered, because n8n saves them with the workflow after every poll. */
export const rememberedRecords = 1_000;

/**
 * How long a record is remembered: ServiceTitan shows changes again for 15 minutes where recent ones are asked for, and
 * late ones longer.
 */
export const rememberMs = 60 * 60_000;

/** n8n gives a poll 36 s under its durable scheduler, and 5 minutes else; half of that is left for the last page. */
export const defaultBudgetMs = 36_000;
export const budgetShare = 0.5;

/** A failed poll is repeated in a minute or so: there is no point in waiting long within one. */
export const triesOfPoll = 4;

/** Records that a manual run shows, and how far it looks back for them. */
export const sampleRecords = 3;
export const sampleDays = 30;

/** A token that ServiceTitan no longer accepts is replaced by the time of the last poll less this. */
export const reseedOverlapMs = 30 * 60_000;
