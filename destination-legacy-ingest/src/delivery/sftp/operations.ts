import type { Stats } from 'ssh2';

import { isMissing, isUnsupported } from './problems';
import type { Session } from './session';

/* What the delivery asks of the protocol, one promise each. */

const nothing = undefined;

/** Undefined when there is nothing of that name. */
export async function attributes(session: Session, path: string): Promise<Stats | undefined> {
  try {
    return await session.run<Stats>((sftp, done) => {
      sftp.stat(path, done);
    });
  } catch (error) {
    if (isMissing(error)) return nothing;
    throw error;
  }
}

/** Names in a directory; none when it is not there. */
export async function list(session: Session, path: string): Promise<string[]> {
  try {
    const entries = await session.run<{ filename: string }[]>((sftp, done) => {
      sftp.readdir(path, done);
    });
    return entries.map(({ filename }) => filename).filter((name) => !name.includes('/'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Makes a directory and those above it that are not there. */
export async function makeDirectory(session: Session, path: string): Promise<void> {
  if (path === '' || path === '.' || path === '/' || (await attributes(session, path))?.isDirectory() === true) return;
  await makeDirectory(session, path.replace(/\/*[^/]*\/*$/, ''));
  await session.run((sftp, done) => {
    sftp.mkdir(path, done);
  });
}

export async function readText(session: Session, path: string, mostBytes: number): Promise<string | undefined> {
  const found = await attributes(session, path);
  if (found === undefined || !found.isFile() || found.size > mostBytes) return nothing;
  const bytes = await session.run<Buffer>((sftp, done) => {
    sftp.readFile(path, done);
  });
  return bytes.toString('utf8');
}

/** Asks the server to put the content on its disk; one that knows no such request does it in its own time. */
async function flush(session: Session, path: string): Promise<void> {
  const handle = await session.run<Buffer>((sftp, done) => {
    sftp.open(path, 'r+', done);
  });
  try {
    await session.run((sftp, done) => {
      sftp.ext_openssh_fsync(handle, done);
    });
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  } finally {
    await session.run((sftp, done) => {
      sftp.close(handle, done);
    });
  }
}

/** @returns the size that the server says it has */
export async function upload(session: Session, from: string, to: string): Promise<number> {
  await session.run((sftp, done, alive) => {
    sftp.fastPut(from, to, { step: alive }, done);
  });
  await flush(session, to);
  return (await attributes(session, to))?.size ?? 0;
}

export async function writeText(session: Session, path: string, text: string): Promise<void> {
  await session.run((sftp, done) => {
    sftp.writeFile(path, text, done);
  });
  await flush(session, path);
}

/** Does not mind a name that is not there. */
export async function remove(session: Session, path: string): Promise<void> {
  try {
    await session.run((sftp, done) => {
      sftp.unlink(path, done);
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/**
 * Renames in one step, replacing what has the name, where the server has OpenSSH's posix-rename. One that has not refuses
 * to replace, so that what has the name is removed before: for that moment the name is missing.
 */
export async function rename(session: Session, from: string, to: string): Promise<void> {
  try {
    await session.run((sftp, done) => {
      sftp.ext_openssh_rename(from, to, done);
    });
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    await remove(session, to);
    await session.run((sftp, done) => {
      sftp.rename(from, to, done);
    });
  }
}
