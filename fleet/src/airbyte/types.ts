/** Shapes of Airbyte's public API, as far as the fleet uses them (its OpenAPI document, `airbyte-api`, 2026-08). */

export interface Definition {
  readonly id: string;
  readonly name: string;
  readonly dockerRepository: string;
  readonly dockerImageTag: string;
}

export type Configuration = Readonly<Record<string, unknown>>;

interface Actor {
  readonly name: string;
  readonly workspaceId: string;
  readonly definitionId: string;
  /** secrets are masked */
  readonly configuration: Configuration;
}
export interface Source extends Actor {
  readonly sourceId: string;
}
export interface Destination extends Actor {
  readonly destinationId: string;
}

export interface StreamChoice {
  readonly name: string;
  readonly syncMode?: string;
}

export interface Schedule {
  readonly scheduleType: 'manual' | 'cron' | 'basic';
  readonly cronExpression?: string;
}

export interface ConnectionSettings {
  readonly name: string;
  readonly status: 'active' | 'inactive' | 'deprecated' | 'locked';
  readonly schedule: Schedule;
  readonly nonBreakingSchemaUpdatesBehavior?: string;
  readonly configurations: { readonly streams: readonly StreamChoice[] };
}
export interface Connection extends ConnectionSettings {
  readonly connectionId: string;
  readonly sourceId: string;
  readonly destinationId: string;
  /** epoch seconds */
  readonly createdAt: number;
}

export interface Job {
  readonly jobId: number;
  readonly status: 'pending' | 'queued' | 'running' | 'incomplete' | 'failed' | 'succeeded' | 'cancelled';
  readonly jobType: string;
  readonly connectionId: string;
  /** ISO 8601 */
  readonly startTime: string;
  readonly lastUpdatedAt?: string;
  /** ISO 8601 duration */
  readonly duration?: string;
  readonly rowsSynced?: number;
}
