import { existsSync, readFileSync, statSync } from 'node:fs';
import { DaemonError } from '../../base/errors.ts';

const INSTALLED = '/run/neighsyncd/api.sock';
/** Where `npm start` has it. */
const OF_CHECKOUT = '.run/api.sock';
/** sizeof(sun_path) of linux/un.h, less the zero at the end. */
const MAX_PATH_BYTES = 107;

/** `op` of errors that neighctl makes itself; their text stands alone. */
export const NEIGHCTL = 'neighctl';

/** The socket of the daemon: as asked for, else $NEIGHCTL_SOCKET, else the usual place, else that of a checkout. */
export function socketPath(
  asked: string | undefined,
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = asked ?? (env['NEIGHCTL_SOCKET'] || undefined);
  const path = named ?? (!exists(INSTALLED) && exists(OF_CHECKOUT) ? OF_CHECKOUT : INSTALLED);
  if (path !== '' && Buffer.byteLength(path) <= MAX_PATH_BYTES) return path;
  const problem = path === '' ? 'the path is empty' : `the path is longer than ${MAX_PATH_BYTES} bytes: ${path}`;
  throw new DaemonError('usage', { op: NEIGHCTL, message: `--socket: ${problem}` });
}

/** Why there is no connection, in words that say what to do. */
export function connectError(path: string, cause: NodeJS.ErrnoException): DaemonError {
  switch (cause.code) {
    case 'EACCES':
    case 'EPERM':
      return new DaemonError('forbidden', { op: NEIGHCTL, message: notAllowed(path), cause });
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTDIR':
    case 'ENOTSOCK':
    case 'EPROTOTYPE': {
      const message = `cannot reach the daemon at ${path}; is it running? try \`systemctl status neighsyncd\` or bin/neighsyncd run`;
      return new DaemonError('daemon_unreachable', { op: NEIGHCTL, message, cause });
    }
    default: {
      const message = `the daemon at ${path} ended the connection without an answer (${cause.code ?? cause.message})`;
      return new DaemonError('daemon_unreachable', { op: NEIGHCTL, message, cause });
    }
  }
}

function notAllowed(path: string): string {
  try {
    const { mode, uid, gid } = statSync(path);
    const owners = `${nameOf('/etc/passwd', uid)}:${nameOf('/etc/group', gid)}`;
    const bits = (mode & 0o777).toString(8).padStart(4, '0');
    const helps = `run it as root or as a member of the group ${nameOf('/etc/group', gid)}`;
    return `no permission to use ${path} (mode ${bits}, ${owners}); ${helps}`;
  } catch {
    return `no permission to reach ${path}; run it as root`;
  }
}

/** The name of a user or group; its number where that is not in the file. */
function nameOf(file: string, id: number): string {
  try {
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .find((one) => one.split(':')[2] === `${id}`);
    return line?.split(':')[0] ?? `${id}`;
  } catch {
    return `${id}`;
  }
}
