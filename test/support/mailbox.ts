/** A small SMTP server on a loopback port: takes every message and keeps it. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailbox {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** Whether it takes messages, or says that it cannot just now. */
  works: boolean;
  close(): Promise<void>;
}

/** RFC 2045, section 6.7. */
const unquoted = (text: string): string =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString();

/** RFC 2047, the encoding "Q" and "B" of a whole word. */
const wordDecoded = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : unquoted(word.replace(/_/g, ' ')),
    );

/** A message of one part, as clients of plain texts write it. */
function mailOf(data: string): Mail {
  const end = data.indexOf('\r\n\r\n');
  const headers = data.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1] ?? '';
  const body = data.slice(end + 4).replace(/^\.\./gm, '.');
  const encoding = header('content-transfer-encoding').toLowerCase();
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString()
      : encoding === 'quoted-printable'
        ? unquoted(body)
        : body;
  return { to: header('to'), subject: wordDecoded(header('subject')), text: text.replace(/\r\n/g, '\n').trim() };
}

export async function startMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let pending = '';
    let inData = false;
    const say = (line: string): void => {
      socket.write(`${line}\r\n`);
    };
    const answer = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'QUIT') socket.end('221 bye\r\n');
      else if (verb === 'EHLO') socket.write('250-mailbox\r\n250 8BITMIME\r\n');
      else if (verb === 'MAIL' && !mailbox.works) say('451 out of order just now');
      else if (verb === 'DATA') {
        inData = true;
        say('354 go on');
      } else say('250 ok');
    };
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (;;) {
        const mark = inData ? '\r\n.\r\n' : '\r\n';
        const at = pending.indexOf(mark);
        if (at < 0) return;
        const piece = pending.slice(0, at);
        pending = pending.slice(at + mark.length);
        if (inData) {
          inData = false;
          mails.push(mailOf(Buffer.from(piece, 'latin1').toString()));
          say('250 taken');
        } else answer(piece);
      }
    });
    say('220 mailbox');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mailbox: Mailbox = {
    port: (server.address() as AddressInfo).port,
    mails,
    works: true,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return mailbox;
}
