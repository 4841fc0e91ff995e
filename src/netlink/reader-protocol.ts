/** What the reader worker and the main thread say to each other. */

export const FRAME = {
  /** One datagram as the kernel sent it. */
  datagram: 1,
  /** The kernel dropped events (ENOBUFS); everything before this frame was received before the loss was seen. */
  overrun: 2,
  /** A datagram did not fit its slot; what it said is lost. */
  truncated: 3,
  /** Answer to a `barrier`: its number (u32). All that the socket held when it was asked precedes this frame. */
  barrier: 4,
} as const;

export type ReaderOptions = {
  readonly ring: SharedArrayBuffer;
  readonly receiveBufferBytes: number;
};

export type ToReader =
  | { readonly kind: 'barrier'; readonly id: number }
  /** There is room in the ring again. */
  | { readonly kind: 'room' }
  | { readonly kind: 'stop' };

export type FromReader =
  | { readonly kind: 'opened'; readonly receiveBufferBytes: number; readonly bufferForced: boolean }
  | { readonly kind: 'wake' }
  /** The ring is full; the reader waits for `room`. */
  | { readonly kind: 'blocked' };
