import type { Meaning } from '../tables/explain';

/** By the symbols of the server's error reference and of the driver. */
const meanings: Readonly<Record<string, Meaning>> = {
  ER_ACCESS_DENIED_ERROR: 'credentials',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'credentials',
  ER_BAD_DB_ERROR: 'no_database',
  ER_DBACCESS_DENIED_ERROR: 'rights',
  ER_TABLEACCESS_DENIED_ERROR: 'rights',
  ER_COLUMNACCESS_DENIED_ERROR: 'rights',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'rights',
  HANDSHAKE_NO_SSL_SUPPORT: 'no_encryption',
  HANDSHAKE_SSL_ERROR: 'certificate',
  ER_SECURE_TRANSPORT_REQUIRED: 'wants_encryption',
  ER_HOST_NOT_PRIVILEGED: 'wants_encryption',
  ER_DATA_TOO_LONG: 'does_not_fit',
  ER_TRUNCATED_WRONG_VALUE: 'does_not_fit',
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: 'does_not_fit',
  ER_WARN_DATA_OUT_OF_RANGE: 'does_not_fit',
  WARN_DATA_TRUNCATED: 'does_not_fit',
  ER_BAD_NULL_ERROR: 'does_not_fit',
  ER_NO_DEFAULT_FOR_FIELD: 'does_not_fit',
  ER_DUP_ENTRY: 'does_not_fit',
  ER_LOCK_WAIT_TIMEOUT: 'busy',
  ER_LOCK_DEADLOCK: 'busy',
  ER_CON_COUNT_ERROR: 'busy',
  ER_DISK_FULL: 'busy',
  ER_RECORD_FILE_FULL: 'busy',
  PROTOCOL_CONNECTION_LOST: 'lost',
  PROTOCOL_SEQUENCE_TIMEOUT: 'lost',
  ER_SERVER_SHUTDOWN: 'lost',
  ER_CONNECTION_KILLED: 'lost',
  ER_QUERY_INTERRUPTED: 'lost',
};

export function meaningOf(error: Error & { readonly code?: unknown }): Meaning | undefined {
  if (typeof error.code === 'string') return meanings[error.code];
  return /closed state|Connection lost/i.test(error.message) ? 'lost' : undefined;
}
