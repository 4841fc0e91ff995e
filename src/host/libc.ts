import koffi from 'koffi';

/**
 * The C library, declared once. This is the only file that names koffi, so that another FFI can take its place.
 *
 * Pointers are passed as typed arrays and live only for the call; where the kernel is handed an address inside a
 * structure (iovec, sock_fprog), `addressOf` gives it, and the caller keeps the array alive.
 */

const library = koffi.load(null);

export type SystemCall = (...args: readonly unknown[]) => number;

function declare(definition: string): SystemCall {
  const call = library.func(definition);
  return (...args) => Number(call(...args));
}

export const libc = {
  socket: declare('int socket(int domain, int type, int protocol)'),
  bind: declare('int bind(int fd, const void *address, uint32_t length)'),
  setsockopt: declare('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)'),
  getsockopt: declare('int getsockopt(int fd, int level, int name, void *value, void *length)'),
  send: declare('long send(int fd, const void *bytes, size_t length, int flags)'),
  sendto: declare(
    'long sendto(int fd, const void *bytes, size_t length, int flags, const void *address, uint32_t address_length)',
  ),
  sendmmsg: declare('int sendmmsg(int fd, const void *messages, unsigned int count, int flags)'),
  recvmmsg: declare('int recvmmsg(int fd, void *messages, unsigned int count, int flags, void *timeout)'),
  close: declare('int close(int fd)'),
  _exit: declare('void _exit(int status)'),
} as const;

/** Flags of socket(2), beside its type; the kernel's own numbers (include/linux/net.h). */
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

/** errno of the last call made through `libc` on this thread. */
export function errno(): number {
  return koffi.errno();
}

/** The address of an array's first byte. It does not keep the array alive. */
export function addressOf(bytes: Uint8Array): bigint {
  return koffi.address(bytes);
}

/** Watches a file descriptor in this thread's event loop. */
export type ReadWatch = {
  /** Starts or restarts watching. libuv stops a handle by itself when the descriptor reports an error. */
  readonly start: () => void;
  readonly stop: () => void;
  readonly close: () => void;
};

/**
 * Calls `onReadable` whenever `fd` has something to read, an error included; it starts stopped.
 *
 * koffi calls back outside a callback scope (promises queued there would run late) and swallows what is thrown, so
 * the call hops through setImmediate first.
 */
export function watchReadable(fd: number, onReadable: () => void): ReadWatch {
  let scheduled = false;
  let closed = false;
  const hop = (): void => {
    if (scheduled || closed) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!closed) onReadable();
    });
  };
  const handle = koffi.node.poll(fd, { readable: true }, hop);
  handle.stop();
  return {
    start: () => handle.start({ readable: true }, hop),
    stop: () => handle.stop(),
    close: () => {
      closed = true;
      handle.close();
    },
  };
}
