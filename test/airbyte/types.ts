import type { Clock } from '../simulator/clock';

import type { Images } from './images';

export type Json = Record<string, unknown>;

export type JobType = 'sync' | 'reset' | 'refresh' | 'clear';
export type JobStatus = 'pending' | 'queued' | 'running' | 'incomplete' | 'failed' | 'succeeded' | 'cancelled';

/** How a job will go. It is decided when the job is created. */
export interface JobPlan {
  /** What it is on the way to its end, and for how many seconds each. */
  phases: readonly (readonly [Exclude<JobStatus, 'failed' | 'succeeded' | 'cancelled'>, number])[];
  outcome: 'succeeded' | 'failed';
  /** Rows and bytes committed by its end. */
  rows: number;
  bytes: number;
  /** What the first error TRACE of the last attempt said; only for a job that fails. */
  failure: { message: string; type: string; origin: string };
}

export interface Job {
  jobId: number;
  connectionId: string;
  jobType: JobType;
  /** Epoch milliseconds. */
  createdAt: number;
  plan: JobPlan;
  /** Set when it is over; `at` in epoch milliseconds. */
  end: { status: 'failed' | 'succeeded' | 'cancelled'; at: number } | null;
}

export interface Definition {
  id: string;
  workspaceId: string;
  name: string;
  dockerRepository: string;
  dockerImageTag: string;
  documentationUrl?: string;
}

export interface Actor {
  id: string;
  definitionId: string;
  workspaceId: string;
  name: string;
  /** With secrets, as the vault has them. Answers mask them. */
  configuration: Json;
  createdAt: number;
  deleted: boolean;
  resourceAllocation?: Json;
}

export interface StreamConfiguration {
  name: string;
  syncMode?: string;
  cursorField?: readonly string[];
  primaryKey?: readonly (readonly string[])[];
  selectedFields?: readonly { fieldPath?: readonly string[] }[];
  [more: string]: unknown;
}

export interface Connection {
  connectionId: string;
  name: string;
  sourceId: string;
  destinationId: string;
  workspaceId: string;
  status: 'active' | 'inactive' | 'deprecated' | 'locked';
  schedule: { scheduleType: 'manual' | 'cron'; cronExpression?: string };
  nonBreakingSchemaUpdatesBehavior: string;
  namespaceDefinition: string;
  namespaceFormat?: string;
  prefix: string;
  streams: readonly StreamConfiguration[];
  tags: readonly Tag[];
  createdAt: number;
}

export interface Tag {
  tagId: string;
  workspaceId: string;
  name: string;
  color: string;
}

export interface Workspace {
  workspaceId: string;
  name: string;
  /** Per event: email and webhook. */
  notifications: Record<string, { webhook?: { enabled?: boolean; url?: string } } & Json>;
}

/** A request to the API, in the order of arrival. Bodies are kept as they came, secrets included. */
export interface RequestRecord {
  number: number;
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  status: number;
}

/** A notification that was posted: to where, what, and what came back (null: nobody answered). */
export interface Delivery {
  event: 'failure' | 'success';
  url: string;
  body: Json;
  status: number | null;
}

/** What no public source settles, so a client must live with every value. */
export interface Switches {
  /** Status of a resource that does not exist: the API's file says 404, the platform's problem file 400. */
  notFoundStatus: 404 | 400;
  /** A sync of a connection that is not active. */
  inactiveSyncStatus: 409 | 400 | 500;
}

/** Answers that replace the API's own, for the next `times` requests that match. */
export interface Fault {
  path: RegExp | string;
  method?: string;
  /** Default 1. */
  times?: number;
  /** Default 0: matching requests that pass first. */
  skip?: number;
  status: number;
  body?: unknown;
}

export interface AirbyteOptions {
  /** Default 0: a free one. */
  port?: number;
  host?: string;
  clock?: Clock;
  application?: { clientId: string; clientSecret: string };
  /** Life of an access token in seconds; default 180, what the self-managed platform says. */
  tokenSeconds?: number;
  /** Name of the first workspace. */
  workspace?: string;
  /** What the images are that definitions name; default: this repository's two connectors. */
  images?: Images;
  switches?: Partial<Switches>;
}
