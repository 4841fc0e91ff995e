import type { Case } from './case.ts';
import { BURSTS } from './cases/burst.ts';
import { start } from './cases/start.ts';
import { WARM } from './cases/warm-restart.ts';

/** Everything that `npm run bench` measures, in its order. docs/BENCHMARKING.md lists the same; a test holds the two together. */
export const CASES: readonly Case[] = [start, ...BURSTS, ...WARM];
