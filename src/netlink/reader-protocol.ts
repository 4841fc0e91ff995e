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

/** What may be changed while the reader runs. */
export type ReaderKnobs = {
  /** Asked of the kernel for the event socket. */
  readonly receiveBufferBytes: number;
  /** How long events gather after a busy wake, in ms; 0 for not at all. */
  readonly coalesceMs: number;
};

/** What is gathered for unless something else is asked: three to four times less work under load, and nothing for a lone event. */
export const COALESCE_MS = 1;

export type ReaderOptions = ReaderKnobs & {
  readonly ring: SharedArrayBuffer;
};

export type ToReader =
  | { readonly kind: 'barrier'; readonly id: number }
  /** There is room in the ring again. */
  | { readonly kind: 'room' }
  | ({ readonly kind: 'knobs' } & ReaderKnobs)
  | { readonly kind: 'stop' };

export type FromReader =
  | { readonly kind: 'opened'; readonly receiveBufferBytes: number; readonly bufferForced: boolean }
  /** The receive buffer has another size now. */
  | { readonly kind: 'buffer'; readonly receiveBufferBytes: number }
  | { readonly kind: 'wake' }
  /** The ring is full; the reader waits for `room`. */
  | { readonly kind: 'blocked' };
