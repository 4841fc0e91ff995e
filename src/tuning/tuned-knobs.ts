/** What the tuner turns while the pipeline runs. */
export type TunedKnobs = {
  /** Rows per script. */
  readonly batchSize: number;
  /** How long the oldest change may wait for a batch to fill, in ms. */
  readonly batchTimeoutMs: number;
  /** Scripts in flight. */
  readonly workers: number;
  /** How long the reader lets events gather after a busy wake, in ms; 0 for not at all. */
  readonly coalesceMs: number;
  /** What is asked of SO_RCVBUFFORCE for the event socket; what is granted reads back as twice that. */
  readonly receiveBufferBytes: number;
};

export type KnobName = keyof TunedKnobs;

/** How knobs are called in configuration, metrics and JSON. */
export const KNOB_LABELS = {
  batchSize: 'batch_size',
  batchTimeoutMs: 'batch_timeout_ms',
  workers: 'workers',
  coalesceMs: 'coalesce_ms',
  receiveBufferBytes: 'receive_buffer_bytes',
} as const satisfies Readonly<Record<KnobName, string>>;

export type KnobLimits = Readonly<Record<KnobName, { readonly min: number; readonly max: number }>>;

const MAX_RECEIVE_BUFFER_BYTES = 268_435_456;
/** A buffer for eight times what was thought to be enough: beyond that the reader is too slow, not the buffer too small. */
const RECEIVE_BUFFER_GROWTH = 8;

/**
 * How far the tuner may go. What is configured is always within.
 *
 * @param configured with a batch size that is not above `maxBatch`
 * @param maxBatch what the sink takes at once: in producer mode what the consumer pops
 */
export function knobLimits(configured: TunedKnobs, maxBatch: number): KnobLimits {
  const around = (knob: KnobName, min: number, max: number) => ({
    min: Math.min(min, configured[knob]),
    max: Math.max(max, configured[knob]),
  });
  const buffer = configured.receiveBufferBytes;
  return {
    batchSize: around('batchSize', 50, Math.min(1000, maxBatch)),
    batchTimeoutMs: around('batchTimeoutMs', 10, 500),
    workers: around('workers', 1, 16),
    coalesceMs: around('coalesceMs', 0, 5),
    receiveBufferBytes: {
      min: buffer,
      max: Math.max(buffer, Math.min(MAX_RECEIVE_BUFFER_BYTES, buffer * RECEIVE_BUFFER_GROWTH)),
    },
  };
}
