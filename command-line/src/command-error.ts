/** What stops a command before it has an answer: a file that is not there, words that make no sense. Exit code 2. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a directory',
  ENOTDIR: 'it is no directory',
};

/** What the file system says, in words. */
export function fileProblem(path: string, error: unknown): CommandError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return new CommandError(`${path}: ${CODES[code] ?? message}`, { cause: error });
}
