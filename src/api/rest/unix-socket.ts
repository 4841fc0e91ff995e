import { lstatSync, mkdirSync, type Stats, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { DaemonError } from '../../base/errors.ts';

const DIRECTORY_MODE = 0o755;
/** Everybody but the owner and the group is kept out, from the first moment on. */
export const SOCKET_UMASK = 0o117;
const ANSWER_MS = 2_000;

/**
 * Makes room for a socket at `path`: there is a directory, and no socket that nobody listens on any more. Rejects with
 * `port_busy` when somebody does, and when there is something else.
 */
export async function clearSocketPath(path: string): Promise<void> {
  const op = `listen on ${path}`;
  mkdirSync(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
  const there = statOf(path);
  if (there === undefined) return;
  if (!there.isSocket()) throw new DaemonError('port_busy', { op, message: 'there is something that is no socket' });
  const answer = await knock(path);
  if (answer === 'gone') return;
  if (answer !== 'refused') throw new DaemonError('port_busy', { op, message: answer });
  // Somebody else may have come meanwhile.
  if (statOf(path)?.ino === there.ino) unlinkSync(path);
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** What becomes of a connection: nobody listens, nothing is there, or why the socket is not ours to take. */
function knock(path: string): Promise<'refused' | 'gone' | string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(ANSWER_MS, () => settle('somebody listens there, but does not answer'));
    const settle = (answer: string): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle('somebody answers there'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') settle('refused');
      else settle(error.code === 'ENOENT' ? 'gone' : error.message);
    });
  });
}
