import type { Store } from './store';
import type { Job, JobPlan, JobStatus } from './types';

export const defaultPlan: JobPlan = {
  phases: [
    ['pending', 0.2],
    ['running', 0.5],
  ],
  outcome: 'succeeded',
  rows: 100,
  bytes: 25_000,
  failure: { message: 'The job failed.', type: 'system_error', origin: 'source' },
};

/** What a job is at a moment, by its plan. The end itself is written by `settle`. */
export function statusOf({ createdAt, plan, end }: Job, now: number): JobStatus {
  if (end !== null) return end.status;
  let until = createdAt;
  for (const [status, seconds] of plan.phases) {
    until += seconds * 1000;
    if (now < until) return status;
  }
  return plan.outcome;
}

const lengthOf = ({ phases }: JobPlan): number => phases.reduce((sum, [, seconds]) => sum + seconds * 1000, 0);

/** Ends the jobs whose time has come and says which. */
export function settle(store: Store): Job[] {
  const now = store.clock.now();
  const over = store.jobs.filter((job) => job.end === null && now >= job.createdAt + lengthOf(job.plan));
  for (const job of over) job.end = { status: job.plan.outcome, at: job.createdAt + lengthOf(job.plan) };
  return over;
}

export const isOver = ({ end }: Job): boolean => end !== null;
