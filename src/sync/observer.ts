import type { FlushObserver } from './flush-observer.ts';

/** What the ingest tells those who measure. */
export type IngestObserver = {
  /** Whether the datagram that is about to be taken is to be timed: asked for each one, so it must cost next to nothing. */
  readonly wants: () => boolean;
  /**
   * A timed datagram was taken `receiveMs` after the reader had read it; decoding it into the table took `decodeMs`, and
   * judging its neighbors `decideMs`.
   */
  readonly onDatagram: (receiveMs: number, decodeMs: number, decideMs: number) => void;
};

export type EngineObserver = Pick<FlushObserver, 'onBatch' | 'onRow'> & IngestObserver;

/** For those who do not measure. */
export const UNOBSERVED: EngineObserver = {
  onBatch: () => {},
  onRow: () => {},
  wants: () => false,
  onDatagram: () => {},
};
