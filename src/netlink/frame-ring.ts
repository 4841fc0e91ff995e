/**
 * A ring of frames in shared memory: one producer thread, one consumer thread.
 *
 * A frame is a 16-byte header (length, kind, stamp) and its payload, padded to 8 bytes, never wrapped: what does not fit
 * before the end is preceded by a filler frame. Full means *wait*: the producer leaves the rest in the kernel's buffer,
 * which has the only overrun that counts.
 */

const HEADER_BYTES = 16;
const CONTROL_BYTES = 16;
const ALIGNMENT = 8;
const FILLER = 0xffff_ffff;
/** Events of neighbors and links are shorter than this. */
const KEPT_VIEWS = 4096;

/** Positions in the control words: bytes ever written and read (modulo 2^32), and whether the consumer wants a wake. */
const WRITTEN = 0;
const READ = 1;
const ASLEEP = 2;

export type FrameKind = number;

/** Receives one frame. `payload` is a private copy that the next frame overwrites; `stampMs` is the producer's. */
export type FrameListener = (kind: FrameKind, payload: Uint8Array, stampMs: number) => void;

export type FrameProducer = {
  /** Appends a frame; false when there is no room now. A frame larger than half the ring never fits (`maxPayload`). */
  readonly push: (kind: FrameKind, payload: Uint8Array, stampMs: number) => boolean;
  /** True once for each time the consumer went to sleep: it must be woken by other means. */
  readonly claimWake: () => boolean;
};

export type FrameConsumer = {
  /** Hands at most `limit` frames to `listener`; returns how many. */
  readonly drain: (limit: number, listener: FrameListener) => number;
  /** Asks for a wake and returns true, or false when frames came in the meantime. */
  readonly sleep: () => boolean;
};

/** Shared memory for a ring of `bytes` bytes: a power of two, at least 4 KiB. */
export function allocateRing(bytes: number): SharedArrayBuffer {
  if (bytes < 4096 || (bytes & (bytes - 1)) !== 0) {
    throw new RangeError(`ring size ${bytes} is not a power of two of at least 4096`);
  }
  return new SharedArrayBuffer(CONTROL_BYTES + bytes);
}

/** The largest payload that always fits into an empty ring. */
export function maxPayload(memory: SharedArrayBuffer): number {
  return (memory.byteLength - CONTROL_BYTES) / 2 - HEADER_BYTES;
}

function open(memory: SharedArrayBuffer) {
  const size = memory.byteLength - CONTROL_BYTES;
  return {
    size,
    control: new Uint32Array(memory, 0, CONTROL_BYTES / 4),
    view: new DataView(memory, CONTROL_BYTES),
    bytes: new Uint8Array(memory, CONTROL_BYTES),
    words: new Uint32Array(memory, CONTROL_BYTES),
    offset: (position: number) => position & (size - 1),
  };
}

function frameBytes(payloadBytes: number): number {
  return HEADER_BYTES + Math.ceil(payloadBytes / ALIGNMENT) * ALIGNMENT;
}

export function createProducer(memory: SharedArrayBuffer): FrameProducer {
  const { size, control, view, bytes, offset } = open(memory);
  const largest = maxPayload(memory);
  return {
    push: (kind, payload, stampMs) => {
      if (payload.length > largest) return false;
      const written = Atomics.load(control, WRITTEN);
      const free = size - ((written - Atomics.load(control, READ)) >>> 0);
      const need = frameBytes(payload.length);
      const toEnd = size - offset(written);
      const skip = toEnd < need ? toEnd : 0;
      if (free < need + skip) return false;
      if (skip > 0) view.setUint32(offset(written), FILLER, true);
      const at = offset(written + skip);
      view.setUint32(at, payload.length, true);
      view.setUint32(at + 4, kind, true);
      view.setFloat64(at + 8, stampMs, true);
      bytes.set(payload, at + HEADER_BYTES);
      Atomics.store(control, WRITTEN, (written + skip + need) >>> 0);
      return true;
    },
    claimWake: () => Atomics.exchange(control, ASLEEP, 0) === 1,
  };
}

export function createConsumer(memory: SharedArrayBuffer): FrameConsumer {
  const { size, control, view, words, offset } = open(memory);
  const scratch = new Uint32Array(Math.ceil(maxPayload(memory) / 4));
  const scratchBytes = new Uint8Array(scratch.buffer);
  /** Views of the scratch by length: a storm of events has a handful of lengths, and a new view for each would be garbage. */
  const views: Uint8Array[] = [];
  const viewOf = (length: number): Uint8Array => {
    const bytes = views[length] ?? scratchBytes.subarray(0, length);
    if (length < KEPT_VIEWS) views[length] = bytes;
    return bytes;
  };
  const empty = (): boolean => Atomics.load(control, READ) === Atomics.load(control, WRITTEN);
  return {
    drain: (limit, listener) => {
      let frames = 0;
      while (frames < limit && !empty()) {
        const read = Atomics.load(control, READ);
        const at = offset(read);
        const length = view.getUint32(at, true);
        if (length === FILLER) {
          Atomics.store(control, READ, (read + size - at) >>> 0);
          continue;
        }
        const kind = view.getUint32(at + 4, true);
        const stampMs = view.getFloat64(at + 8, true);
        const from = (at + HEADER_BYTES) / 4;
        for (let word = 0; word < length / 4; word++) scratch[word] = words[from + word] ?? 0;
        Atomics.store(control, READ, (read + frameBytes(length)) >>> 0);
        frames++;
        listener(kind, viewOf(length), stampMs);
      }
      return frames;
    },
    sleep: () => {
      Atomics.store(control, ASLEEP, 1);
      if (empty()) return true;
      Atomics.store(control, ASLEEP, 0);
      return false;
    },
  };
}
