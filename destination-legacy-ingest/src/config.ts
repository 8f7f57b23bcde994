import type { ConfiguredLimits } from 'legacy-format';
import type { PresetName } from 'servicetitan-specs';

import type { ServerConfig } from './delivery/tables/connection';

export type FileType = 'csv' | 'xlsx';

/** `<directory>/<tenant_key>/{incoming,quarantine,rejected}` on a file system that the destination sees. */
export interface FilesDeliveryConfig {
  readonly kind: 'files';
  /** absolute */
  readonly directory: string;
  readonly file_type?: FileType;
}

/** `<directory>/<tenant_key>/{incoming,quarantine,rejected}` on an SFTP server. */
export interface SftpDeliveryConfig {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port?: number;
  readonly username: string;
  readonly authentication:
    | { readonly kind: 'password'; readonly password: string }
    | { readonly kind: 'private_key'; readonly private_key: string; readonly passphrase?: string };
  /** SHA256 fingerprints, separated by commas or white space */
  readonly host_key_fingerprint?: string;
  readonly accept_unknown_host_key?: boolean;
  /** absolute, or below the folder in which the user arrives */
  readonly directory: string;
  readonly file_type?: FileType;
}

/** Each file of a batch as a multipart upload. */
export interface HttpDeliveryConfig {
  readonly kind: 'http';
  readonly url: string;
  readonly authentication?:
    | { readonly kind: 'none' }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    | { readonly kind: 'header'; readonly name: string; readonly value: string };
  readonly file_field?: string;
  /** over those of the format; `report` is the key of the only report that gets it */
  readonly fields?: readonly { readonly name: string; readonly value?: string; readonly report?: string }[];
  readonly check_url?: string;
  /** PEM */
  readonly ca_certificate?: string;
  readonly file_type?: FileType;
}

/** Staging tables in PostgreSQL. */
export interface PostgresDeliveryConfig extends ServerConfig {
  readonly kind: 'postgres';
  /** of the staging tables; default public */
  readonly schema?: string;
  /** of our own tables; default legacy_ingest */
  readonly log_schema?: string;
  readonly application_name?: string;
}

/** Staging tables in MySQL or MariaDB. */
export interface MysqlDeliveryConfig extends ServerConfig {
  readonly kind: 'mysql';
  /** in front of the names of our own tables; default legacy_ingest_ */
  readonly log_prefix?: string;
}

export type DeliveryConfig =
  FilesDeliveryConfig | SftpDeliveryConfig | HttpDeliveryConfig | PostgresDeliveryConfig | MysqlDeliveryConfig;

/** Whether the rows go to the staging tables that a format declares. */
export const takesTables = ({ kind }: DeliveryConfig): boolean => kind === 'postgres' || kind === 'mysql';

/** `<directory>/<tenant_key>` on a file system that stays from sync to sync; or tables in the delivery's PostgreSQL. */
export type WorkspaceConfig =
  | {
      readonly kind: 'directory';
      /** absolute */
      readonly directory: string;
    }
  | {
      readonly kind: 'database';
      /** default legacy_ingest */
      readonly schema?: string;
    };

/** Whole days; what is not there is kept for ever. */
export interface RetentionConfig {
  readonly published_days?: number;
  readonly quarantine_days?: number;
  readonly rejects_days?: number;
}

export type FormatConfig =
  { readonly kind: 'preset'; readonly preset: PresetName } | { readonly kind: 'custom'; readonly definition: string };

/** What `resources/spec.json` describes, after validation. */
export interface DestinationConfig {
  readonly tenant_key: string;
  /** IANA name */
  readonly time_zone: string;
  readonly trade?: string;
  readonly software?: string;
  readonly import_id?: number;
  readonly format?: FormatConfig;
  readonly delivery: DeliveryConfig;
  /** where merged records and what was sent are kept between syncs */
  readonly workspace?: WorkspaceConfig;
  readonly limits?: ConfiguredLimits;
  readonly retention?: RetentionConfig;
}
