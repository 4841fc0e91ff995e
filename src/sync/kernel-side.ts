import type { Clock } from '../base/clock.ts';
import type { Image } from './image.ts';
import type { Ingest } from './ingest.ts';
import type { Barrier, KernelRequests } from './ports.ts';

/** The kernel, and what of the image speaks of it. */
export type KernelSide = {
  readonly image: Image;
  readonly ingest: Ingest;
  readonly requests: KernelRequests;
  readonly barrier: Barrier;
  readonly clock: Clock;
};
