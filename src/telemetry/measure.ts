/** The stages of an event's way, in their order. */
export const STAGES = ['receive', 'decode', 'decide', 'queue', 'write'] as const;

export type StageName = (typeof STAGES)[number];

export const WINDOWS = ['10s', '1m', '5m', '1h'] as const;

export type WindowName = (typeof WINDOWS)[number];

/** A window is kept as slots, of which the oldest is dropped when a new one begins: so much it may be longer than its name. */
export type WindowShape = { readonly slotMs: number; readonly slots: number };

/** How closely is looked. */
export type Measure = {
  /** Fineness of the histograms, see `LogHistogram`. */
  readonly bits: number;
  /** One datagram in so many is timed (receive, decode, decide); 0 for none, and no queue and write either. */
  readonly datagramEvery: number;
  /** How often the lateness of the main thread's timers is looked at, in ms; 0 for never. */
  readonly loopDelayMs: number;
  /** Of 1 min, 5 min and 1 h, their slots multiples of the first one's; that of 10 s is made of the slots of the first. */
  readonly windows: readonly [WindowShape, WindowShape, WindowShape];
};

export const MEASURE_NAMES = ['off', 'light', 'standard', 'detailed'] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

const COARSE: Measure['windows'] = [
  { slotMs: 10_000, slots: 6 },
  { slotMs: 60_000, slots: 5 },
  { slotMs: 600_000, slots: 6 },
];

/** Whatever is chosen, every row that counts is in the end-to-end latency: health and the tuner rely on that. */
export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
  off: { bits: 4, datagramEvery: 0, loopDelayMs: 0, windows: COARSE },
  light: { bits: 4, datagramEvery: 64, loopDelayMs: 0, windows: COARSE },
  standard: {
    bits: 5,
    datagramEvery: 16,
    loopDelayMs: 1_000,
    windows: [
      { slotMs: 5_000, slots: 12 },
      { slotMs: 30_000, slots: 10 },
      { slotMs: 300_000, slots: 12 },
    ],
  },
  detailed: {
    bits: 6,
    datagramEvery: 1,
    loopDelayMs: 10,
    windows: [
      { slotMs: 2_000, slots: 30 },
      { slotMs: 10_000, slots: 30 },
      { slotMs: 120_000, slots: 30 },
    ],
  },
};
