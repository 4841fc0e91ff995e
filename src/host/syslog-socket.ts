import { libc, SOCK_CLOEXEC } from './libc.ts';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** sun_path of struct sockaddr_un (linux/un.h), its final NUL included. */
const SUN_PATH_BYTES = 108;

/** The way to a syslog daemon on this machine. */
export type SyslogSocket = Disposable & {
  /**
   * Sends one datagram, and says whether the daemon has it in its queue: false when nobody listens, when the queue is
   * full, or after the end. Never waits and never throws.
   */
  readonly send: (datagram: Uint8Array) => boolean;
};

/**
 * A unix datagram socket for `path`, usually /dev/log. Node.js has none.
 *
 * Every datagram names the path instead of being sent over a connection: a daemon that was restarted, or that comes
 * later, is found by the next one. Throws a RangeError for a path of more than 107 bytes.
 */
export function createSyslogSocket(path: string): SyslogSocket {
  const address = encodeAddress(path);
  let fd = -1;
  let ended = false;
  return {
    send: (datagram) => {
      if (fd < 0 && !ended) fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (fd < 0) return false;
      return libc.sendto(fd, datagram, datagram.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length) >= 0;
    },
    [Symbol.dispose]: () => {
      ended = true;
      if (fd >= 0) libc.close(fd);
      fd = -1;
    },
  };
}

/** struct sockaddr_un: the family, then the path and a NUL. */
function encodeAddress(path: string): Uint8Array {
  const bytes = Buffer.from(path);
  if (bytes.length >= SUN_PATH_BYTES) throw new RangeError(`${path} is too long for a unix socket`);
  const address = new Uint8Array(2 + bytes.length + 1);
  new DataView(address.buffer).setUint16(0, AF_UNIX, true);
  address.set(bytes, 2);
  return address;
}
