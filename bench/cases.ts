import type { Case } from './case.ts';
import { BURSTS } from './cases/burst.ts';
import { churn } from './cases/churn.ts';
import { LATENCIES } from './cases/latency.ts';
import { RESOURCES } from './cases/memory.ts';
import { REFERENCES } from './cases/reference.ts';
import { start } from './cases/start.ts';
import { WARM } from './cases/warm-restart.ts';

/** Everything that `npm run bench` measures, in its order. docs/BENCHMARKING.md lists the same; a test holds the two together. */
export const CASES: readonly Case[] = [...REFERENCES, start, ...BURSTS, churn, ...LATENCIES, ...WARM, ...RESOURCES];
