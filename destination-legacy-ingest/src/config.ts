import type { ConfiguredLimits } from 'legacy-format';
import type { PresetName } from 'servicetitan-specs';

export type FileType = 'csv' | 'xlsx';

/** `<directory>/<tenant_key>/{incoming,quarantine,rejected}` on a file system that the destination sees. */
export interface FilesDeliveryConfig {
  readonly kind: 'files';
  /** absolute */
  readonly directory: string;
  readonly file_type?: FileType;
}

export type DeliveryConfig = FilesDeliveryConfig;

/** `<directory>/<tenant_key>` on a file system that stays from sync to sync. */
export interface WorkspaceConfig {
  readonly kind: 'directory';
  /** absolute */
  readonly directory: string;
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
}
