import fc from 'fast-check';
import { type FakeFaults, noFaults } from '../../../src/netlink/fake-dump.ts';
import { type KernelStep, kernelStep } from './kernel-steps.ts';

/** What a policy step turns on or off. */
export const POLICY_CHANGES = [
  'dual_tor',
  'evpn',
  'link_local',
  'interfaces',
  'loopback',
  'ipv6',
  'vrf_off',
  'vrf_without_ipv6',
  'default_vrf_off',
] as const;
export type PolicyChange = (typeof POLICY_CHANGES)[number];

/** What happens to an engine between fakes, as plain data. */
export type Step =
  | KernelStep
  /** A VRF is deleted or made, under the number that it had or another one, or takes the other name. */
  | { readonly kind: 'vrf'; readonly change: 'delete' | 'make' | 'make_elsewhere' | 'rename' }
  /** So many events are handed over. */
  | { readonly kind: 'deliver'; readonly count: number }
  /** The event loop turns, or time passes. */
  | { readonly kind: 'turn' }
  | { readonly kind: 'pass'; readonly ms: number }
  /** Everything is settled, and compared. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'fault'; readonly fault: keyof FakeFaults }
  /** Events are lost; while the next dump runs the kernel changes. */
  | { readonly kind: 'overrun'; readonly during: readonly KernelStep[] }
  | { readonly kind: 'socket'; readonly open: boolean }
  /** What becomes of the next script: `lost` fails without writing, `unanswered` after it. */
  | { readonly kind: 'write'; readonly failure: 'lost' | 'unanswered' }
  | { readonly kind: 'read'; readonly failures: number }
  | { readonly kind: 'redis'; readonly up: boolean; readonly wiped: boolean }
  /** How long a script, a reading and an answer of the kernel take. */
  | { readonly kind: 'latency'; readonly redisMs: number; readonly kernelMs: number }
  /** Whether orchagent takes deletes from the key set. */
  | { readonly kind: 'consumer'; readonly busy: boolean }
  | { readonly kind: 'policy'; readonly change: PolicyChange }
  | { readonly kind: 'knobs'; readonly batchSize: number; readonly batchTimeoutMs: number; readonly workers: number }
  /** The restored flag of a warm start is seen. */
  | { readonly kind: 'flag' }
  /** Somebody else writes to the table; only while the background verify is on. */
  | { readonly kind: 'foreign'; readonly what: 'wrong' | 'missing' | 'odd' | 'bogus'; readonly pick: number };

export type Schedule = {
  /** Events that the kernel's receive buffer holds. */
  readonly capacity: number;
  /** Undefined for a cold start. */
  readonly warmTimerMs: number | undefined;
  readonly graceMs: number;
  /** 0: nothing is looked at that is not known to be unsure, so nothing heals what was forgotten. */
  readonly verifyIntervalMs: number;
  readonly jitter: number;
  readonly steps: readonly Step[];
};

const FAULTS = Object.keys(noFaults()) as readonly (keyof FakeFaults)[];

function kind<K extends Step['kind']>(name: K): fc.Arbitrary<K> {
  return fc.constant(name);
}

const WEIGHTED: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [30, kernelStep],
  [
    2,
    fc.record({
      kind: kind('vrf'),
      change: fc.constantFrom('delete' as const, 'make' as const, 'make_elsewhere' as const, 'rename' as const),
    }),
  ],
  [9, fc.record({ kind: kind('deliver'), count: fc.integer({ min: 1, max: 8 }) })],
  [5, fc.record({ kind: kind('turn') })],
  [5, fc.record({ kind: kind('pass'), ms: fc.constantFrom(1, 9, 60, 260, 1_100, 3_100) })],
  [1, fc.record({ kind: kind('settle') })],
  [3, fc.record({ kind: kind('fault'), fault: fc.constantFrom(...FAULTS) })],
  [3, fc.record({ kind: kind('overrun'), during: fc.array(kernelStep, { maxLength: 6 }) })],
  [1, fc.record({ kind: kind('flag') })],
  [1, fc.record({ kind: kind('socket'), open: fc.boolean() })],
  [2, fc.record({ kind: kind('write'), failure: fc.constantFrom('lost' as const, 'unanswered' as const) })],
  [1, fc.record({ kind: kind('read'), failures: fc.integer({ min: 1, max: 3 }) })],
  [2, fc.record({ kind: kind('redis'), up: fc.boolean(), wiped: fc.boolean() })],
  [1, fc.record({ kind: kind('latency'), redisMs: fc.constantFrom(0, 2, 30), kernelMs: fc.constantFrom(0, 5, 400) })],
  [1, fc.record({ kind: kind('consumer'), busy: fc.boolean() })],
  [3, fc.record({ kind: kind('policy'), change: fc.constantFrom(...POLICY_CHANGES) })],
  [
    1,
    fc.record({
      kind: kind('knobs'),
      batchSize: fc.constantFrom(1, 3, 100),
      batchTimeoutMs: fc.constantFrom(1, 50, 1_000),
      workers: fc.constantFrom(1, 2, 4),
    }),
  ],
  [
    3,
    fc.record({
      kind: kind('foreign'),
      what: fc.constantFrom('wrong' as const, 'missing' as const, 'odd' as const, 'bogus' as const),
      pick: fc.nat({ max: 50 }),
    }),
  ],
];

const step: fc.Arbitrary<Step> = fc.oneof(...WEIGHTED.map(([weight, arbitrary]) => ({ weight, arbitrary })));

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  capacity: fc.integer({ min: 2, max: 30 }),
  warmTimerMs: fc.constantFrom(undefined, undefined, 50, 2_000),
  graceMs: fc.constantFrom(0, 0, 2_000),
  verifyIntervalMs: fc.constantFrom(0, 0, 700),
  jitter: fc.constantFrom(0, 0.5, 0.99),
  steps: fc.array(step, { maxLength: 100, size: 'max' }),
});
