import fc from 'fast-check';

/** Interfaces are spoken of by place, for their numbers and names change; `ports` are as many as there are places. */
export const PLACES = [0, 1, 2] as const;
export type Place = (typeof PLACES)[number];

/** Names that ports may have. */
export const PORT_NAMES = ['Ethernet0', 'Ethernet4', 'Ethernet8'] as const;

export type NudName = 'permanent' | 'reachable' | 'stale' | 'delay' | 'probe' | 'failed' | 'incomplete' | 'noarp';

/** What happens in the kernel, as plain data: it is printed when a test fails, and done by `ip` where the kernel is real. */
export type KernelStep =
  /** A neighbor comes or changes; without a MAC it has none. */
  | {
      readonly kind: 'neighbor';
      readonly place: Place;
      readonly ip: string;
      readonly mac: string | undefined;
      readonly state: NudName;
      readonly learned: boolean;
    }
  | { readonly kind: 'forget'; readonly place: Place; readonly ip: string }
  /** The port of a place takes a name, unless another has it; it is made when there is none. */
  | { readonly kind: 'name'; readonly place: Place; readonly name: string }
  /** The port of a place is deleted; made again it has the same number only if `sameNumber`. */
  | { readonly kind: 'unlink'; readonly place: Place; readonly sameNumber: boolean }
  | { readonly kind: 'master'; readonly place: Place; readonly master: 'bridge' | 'vrf' | undefined };

const place = fc.constantFrom(...PLACES);
const ip = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }).map((last) => `10.0.0.${last + 1}`) },
  { weight: 1, arbitrary: fc.constantFrom('169.254.0.7') },
  { weight: 2, arbitrary: fc.integer({ min: 2, max: 3 }).map((last) => `2001:db8::${last}`) },
  { weight: 2, arbitrary: fc.integer({ min: 2, max: 3 }).map((last) => `fe80::${last}`) },
);
/** Good ones mostly. */
const mac = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02', '02:ab:cd:ef:00:03') },
  { weight: 1, arbitrary: fc.constantFrom(undefined, '00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff') },
);
const state: fc.Arbitrary<NudName> = fc.constantFrom(
  ...(['permanent', 'reachable', 'stale', 'stale', 'delay', 'probe', 'failed', 'incomplete', 'noarp'] as const),
);

const neighbor: fc.Arbitrary<KernelStep> = fc.record({
  kind: fc.constant('neighbor' as const),
  place,
  ip,
  mac,
  state,
  learned: fc.nat({ max: 5 }).map((number) => number === 0),
});
const forget: fc.Arbitrary<KernelStep> = fc.record({ kind: fc.constant('forget' as const), place, ip });
const named: fc.Arbitrary<KernelStep> = fc.record({
  kind: fc.constant('name' as const),
  place,
  name: fc.constantFrom(...PORT_NAMES),
});
const unlink: fc.Arbitrary<KernelStep> = fc.record({
  kind: fc.constant('unlink' as const),
  place,
  sameNumber: fc.boolean(),
});
const master: fc.Arbitrary<KernelStep> = fc.record({
  kind: fc.constant('master' as const),
  place,
  master: fc.constantFrom('bridge' as const, 'vrf' as const, undefined),
});

export const kernelStep: fc.Arbitrary<KernelStep> = fc.oneof(
  { weight: 12, arbitrary: neighbor },
  { weight: 5, arbitrary: forget },
  { weight: 2, arbitrary: named },
  { weight: 1, arbitrary: unlink },
  { weight: 1, arbitrary: master },
);
