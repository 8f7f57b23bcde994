import { posix } from 'node:path';

import type { SftpDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import { MismatchError } from '../delivery';
import { folderNames, partName, type FolderName, type FolderStore } from '../folders/store';
import { requireUndamaged } from '../read-back';

import { fingerprintOf, kindOf } from './host-key';
import { idleMs, manifestBytes } from './limits';
import { attributes, list, makeDirectory, readText, remove, rename, upload, writeText } from './operations';
import { explainSftp, type Server } from './problems';
import { connect, type Session } from './session';

const probe = 'A test of the connection wrote this and removes it.\n';

/** The folders of a tenant on a server. A connection is made when it is needed and again when it was idle for long. */
export function createServerStore(config: SftpDeliveryConfig, context: DeliveryContext): FolderStore {
  const { tenantKey, disk, now } = context;
  const address = `${config.host}:${config.port ?? 22}`;
  const server: Server = { tenantKey, address, username: config.username };
  const root = posix.join(config.directory, tenantKey);
  const path = (folder: FolderName, name = ''): string => posix.join(root, folder, name);
  let session: Session | undefined;
  let lastUsed = 0;

  async function connected(): Promise<Session> {
    if (session !== undefined && !session.lost && now() - lastUsed < idleMs) return session;
    session?.close();
    session = undefined;
    session = await connect(config, server);
    return session;
  }

  async function ask<T>(doing: string, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await work(await connected());
    } catch (error) {
      throw explainSftp(error, server, doing);
    } finally {
      lastUsed = now();
    }
  }

  return {
    path: (folder, name) => `sftp://${address}/${path(folder, name)}`.replace(/([^:])\/{2,}/g, '$1/'),
    check: () =>
      ask(`testing ${root}`, async (open) => {
        for (const folder of folderNames) {
          await makeDirectory(open, path(folder));
          const [hidden, renamed] = [path(folder, partName('check')), path(folder, '.check')];
          try {
            await writeText(open, hidden, probe);
            await rename(open, hidden, renamed);
          } finally {
            if (!open.lost) for (const left of [hidden, renamed]) await remove(open, left);
          }
        }
        const shown = `${kindOf(open.hostKey)} ${fingerprintOf(open.hostKey)}`;
        const advice =
          (config.host_key_fingerprint ?? '') === ''
            ? ` Its host key ${shown} was accepted unseen; put ${fingerprintOf(open.hostKey)} into "Host key fingerprint" to pin it.`
            : ` Its host key is the pinned one, ${shown}.`;
        return `Files can be written to ${path('incoming')} on ${address} as ${config.username}.${advice}`;
      }),
    prepare: () =>
      ask(`making the folders of ${root}`, async (open) => {
        for (const folder of folderNames) await makeDirectory(open, path(folder));
      }),
    list: (folder) => ask(`listing ${path(folder)}`, (open) => list(open, path(folder))),
    read: (folder, name) =>
      ask(`reading ${path(folder, name)}`, (open) => readText(open, path(folder, name), manifestBytes)),
    exists: (folder, name) =>
      ask(
        `looking for ${path(folder, name)}`,
        async (open) => (await attributes(open, path(folder, name))) !== undefined,
      ),
    write: (folder, name, text) =>
      ask(`writing ${path(folder, name)}`, (open) => writeText(open, path(folder, name), text)),
    async stage(files, purpose) {
      if (purpose === 'reader')
        requireUndamaged(
          disk,
          files.map(({ file }) => file),
        );
      for (const { file, folder } of files) {
        const part = path(folder, partName(file.name));
        const size = await ask(`uploading ${file.name}`, (open) => upload(open, file.path, part));
        if (purpose === 'reader' && size !== file.bytes)
          throw new MismatchError([`${file.name} has ${size} bytes on ${address} where ${file.bytes} were sent`]);
      }
    },
    reveal: ({ file, folder }) =>
      ask(`giving ${file.name} its name`, (open) =>
        rename(open, path(folder, partName(file.name)), path(folder, file.name)),
      ),
    rename: (folder, from, to) =>
      ask(`giving ${to} its name`, (open) => rename(open, path(folder, from), path(folder, to))),
    remove: (folder, name) => ask(`removing ${path(folder, name)}`, (open) => remove(open, path(folder, name))),
    modifiedAt: (folder, name) =>
      ask(`asking for the age of ${path(folder, name)}`, async (open) => {
        const found = await attributes(open, path(folder, name));
        return found && found.mtime * 1000;
      }),
    // the protocol has no request for it
    settle: () => Promise.resolve(),
    close() {
      session?.close();
      return Promise.resolve();
    },
  };
}
