import { isOperatorError, operatorError } from 'airbyte-runtime';

/* What the file system and the stores on it can complain of, in words for the operator. */

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const full = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const refused = new Set(['EACCES', 'EPERM', 'EROFS', 'SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_CANTOPEN']);
const notThere = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']);
const damaged = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT']);

/** True for a store whose file is no database any more. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && (damaged.has(codeOf(error)) || /^SQLITE_CORRUPT/.test(codeOf(error)));
}

/**
 * The error that reaches the operator. One that has words already is kept.
 * @param where the tenant's directory
 */
export function explain(error: unknown, tenant: string, where: string): unknown {
  if (isOperatorError(error) || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (full.has(code))
    return operatorError({
      failureType: 'transient',
      message: `The disk of ${where} is full (tenant ${tenant}). Nothing half-made is visible. Free some space: the next attempt goes on from the last state that was acknowledged.`,
      cause: error,
    });
  if (refused.has(code) || notThere.has(code))
    return operatorError({
      failureType: 'config',
      message: `The destination may not write to ${where} (tenant ${tenant}, ${code}). Give its user the right to create and rename files there, or choose another directory.`,
      cause: error,
    });
  if (
    code === 'EIO' ||
    code.startsWith('SQLITE_IOERR') ||
    code === 'EMFILE' ||
    code === 'ENFILE' ||
    code === 'SQLITE_BUSY'
  )
    return operatorError({
      failureType: 'transient',
      message: `The disk of ${where} does not answer as it should (tenant ${tenant}, ${code}). The next attempt goes on from the last state that was acknowledged.`,
      cause: error,
    });
  return error;
}
