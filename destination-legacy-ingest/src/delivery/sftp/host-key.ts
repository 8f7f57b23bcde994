import { createHash } from 'node:crypto';

import { operatorError } from 'airbyte-runtime';

import type { SftpDeliveryConfig } from '../../config';

import type { Server } from './problems';

/** As `ssh-keygen -lf` prints it: `SHA256:` and base64 without padding. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The kind of key stands at its beginning, after its length (RFC 4253, section 6.6). */
export function kindOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  const kind = key.toString('latin1', 4, 4 + Math.min(length, 64));
  return /^[a-z0-9@.-]+$/.test(kind) ? kind : 'unknown';
}

/** A server may have a key of each kind, so several fingerprints may be pinned. */
function pinned({ host_key_fingerprint: text = '' }: SftpDeliveryConfig): string[] {
  return text.split(/[\s,]+/).flatMap((each) => {
    const print = each.replace(/=+$/, '');
    return print === '' ? [] : [print.startsWith('SHA256:') ? print : `SHA256:${print}`];
  });
}

/** @returns undefined when the server is the one that is meant, else the error that ends the connection */
export function judgeHostKey(
  key: Buffer,
  config: SftpDeliveryConfig,
  { address, tenantKey }: Server,
): Error | undefined {
  const expected = pinned(config);
  const shown = `${kindOf(key)} ${fingerprintOf(key)}`;
  if (expected.includes(fingerprintOf(key))) return undefined;
  if (expected.length > 0)
    return operatorError({
      failureType: 'config',
      message: `The SFTP server ${address} is not the one that was pinned (tenant ${tenantKey}): it shows the host key ${shown}. Nothing was sent. Ask its administrator whether the key was changed; if so, pin the new fingerprint in the destination's delivery, else somebody stands in between.`,
    });
  if (config.accept_unknown_host_key === true) return undefined;
  return operatorError({
    failureType: 'config',
    message: `The SFTP server ${address} is not known yet (tenant ${tenantKey}): it shows the host key ${shown}. Nothing was sent. Compare it with what the server's administrator tells you and put it into "Host key fingerprint", or accept unknown host keys.`,
  });
}
