import assert from 'node:assert/strict';
import { createVirtualClock, type VirtualClock } from '../../../src/base/virtual-clock.ts';
import { NO_FACTS, type PolicyConfig, type VrfRules } from '../../../src/neighbor/policy.ts';
import { DEFAULT_VRF } from '../../../src/neighbor/vrf.ts';
import { noFaults } from '../../../src/netlink/fake-dump.ts';
import type { FakeKernel } from '../../../src/netlink/fake-kernel.ts';
import type { Knobs } from '../../../src/sync/knobs.ts';
import { type FakeTable, POLICY, type World, world } from '../sync-world.ts';
import { turns, turnTo, turnUntil } from '../turn.ts';
import { BRIDGE, KernelChanges, VRF } from './change-kernel.ts';
import type { PolicyChange, Schedule, Step } from './steps.ts';
import { Surroundings } from './surroundings.ts';
import { addressBytes, Watcher } from './watcher.ts';

const LINK_LOCAL_GRACE_MS = 2_000;
/** Longer than any grace, hold or pause, and than two background comparisons whatever the latencies. */
const HORIZON_MS = 15_000;
/** Nothing is written in this time once all is settled. */
const CALM_MS = 3_000;

/** Plays a schedule, and checks after every step and at the end. */
export async function play(schedule: Schedule): Promise<void> {
  await using drive = await createDrive(schedule);
  for (const step of schedule.steps) {
    await drive.take(step);
    drive.check();
  }
  await drive.settle();
}

async function createDrive({ capacity, warmTimerMs, graceMs, verifyIntervalMs, jitter }: Schedule): Promise<Drive> {
  const clock = createVirtualClock(10_000);
  const surroundings = new Surroundings(clock);
  const knobs: Knobs = { batchSize: 3, batchTimeoutMs: 50, workers: 2, verifyIntervalMs };
  const ports: typeof surroundings.around = (...args) => ({ ...surroundings.around(...args), knobs });
  const start = warmTimerMs === undefined ? {} : { start: { kind: 'warm', timerMs: warmTimerMs } as const };
  const made = await world(furnish, { capacity, graceMs, ...start, clock, random: () => jitter, ports });
  return new Drive(made, clock, surroundings, knobs);
}

/** Rows that are right, wrong, of nobody and of an interface that is not ours. */
function furnish(kernel: FakeKernel, table: FakeTable): void {
  kernel.putLink(1, 'lo');
  kernel.putLink(BRIDGE, 'Bridge0');
  kernel.putVrf(VRF.number, VRF.name, VRF.table);
  kernel.putNeighbor(1, addressBytes('10.9.9.9'), { lladdr: Uint8Array.of(2, 0, 0, 0, 9, 9) });
  kernel.putNeighbor(2, addressBytes('10.0.0.2'), { lladdr: Uint8Array.of(2, 0, 0, 0, 0, 1) });
  kernel.putNeighbor(2, addressBytes('10.0.0.3'), { lladdr: Uint8Array.of(2, 0, 0, 0, 0, 2) });
  table.put('Ethernet0:10.0.0.2', '02:00:00:00:00:01');
  table.put('Ethernet0:10.0.0.3', '02:66:66:66:66:66');
  table.put('Ethernet0:10.0.0.200', '02:00:00:00:00:02');
  table.put('lo:10.9.9.8', '02:00:00:00:00:02');
}

class Drive implements AsyncDisposable {
  readonly #world: World;
  readonly #clock: VirtualClock;
  readonly #surroundings: Surroundings;
  readonly #knobs: Knobs;
  readonly #watcher: Watcher;
  readonly #changes: KernelChanges;
  readonly #turnedOn = new Set<PolicyChange>();
  #socketOpen = true;

  constructor(made: World, clock: VirtualClock, surroundings: Surroundings, knobs: Knobs) {
    this.#world = made;
    this.#clock = clock;
    this.#surroundings = surroundings;
    this.#knobs = knobs;
    this.#watcher = new Watcher(made.kernel, POLICY);
    this.#changes = new KernelChanges(made.kernel, () => this.#watcher.note());
    surroundings.onBatch = (batch) => {
      const { kind } = made.engine.status().start;
      if (kind.startsWith('awaiting')) this.#watcher.violations.push(`written while ${kind}: ${batch[0]?.key}`);
      return this.#watcher.onBatch(batch);
    };
  }

  async take(step: Step): Promise<void> {
    const { kernel, table, engine } = this.#world;
    const surroundings = this.#surroundings;
    switch (step.kind) {
      case 'vrf':
        return this.#changes.changeVrf(step.change);
      case 'deliver':
        return kernel.deliver(step.count);
      case 'turn':
        return turns(1);
      case 'pass':
        return turnTo(this.#clock, this.#clock.monotonicMs() + step.ms);
      case 'settle':
        return this.settle();
      case 'fault':
        kernel.faults[step.fault]++;
        return;
      case 'overrun':
        kernel.duringDump = () => {
          kernel.duringDump = () => {};
          for (const change of step.during) this.#changes.make(change);
        };
        return engine.onKernelEvent({ kind: 'overrun' });
      case 'flag':
        return engine.restored();
      case 'socket':
        return this.#openSocket(step.open);
      case 'write':
        table.failures.push(step.failure);
        return;
      case 'read':
        surroundings.readFailures += step.failures;
        return;
      case 'redis':
        return this.#connect(step.up, step.wiped);
      case 'latency':
        surroundings.redisMs = step.redisMs;
        surroundings.kernelMs = step.kernelMs;
        return;
      case 'consumer':
        surroundings.consumerBusy = step.busy;
        return;
      case 'policy':
        return this.#changePolicy(step.change);
      case 'knobs':
        Object.assign(this.#knobs, { ...step, verifyIntervalMs: this.#knobs.verifyIntervalMs });
        return engine.knobsChanged();
      case 'foreign':
        return this.#writeAsAnother(step.what, step.pick);
      default:
        return this.#changes.make(step);
    }
  }

  check(): void {
    const [first] = this.#watcher.violations;
    assert.equal(first, undefined);
  }

  /** All that is broken is mended, and time passes until nothing is left to do; then the two sides are compared. */
  async settle(): Promise<void> {
    const { table, kernel, engine } = this.#world;
    const surroundings = this.#surroundings;
    this.#openSocket(true);
    if (!surroundings.isUp) this.#connect(true, false);
    surroundings.consumerBusy = false;
    engine.restored();
    await turnUntil('it has started', this.#clock, () => !engine.status().start.kind.startsWith('awaiting'));
    await this.#quiet();
    surroundings.readFailures = 0;
    table.failures.length = 0;
    Object.assign(kernel.faults, noFaults());
    await turnTo(this.#clock, this.#clock.monotonicMs() + HORIZON_MS);
    await this.#quiet();
    this.check();
    this.#watcher.compare(table.rows);
    const writes = table.writes.length;
    await turnTo(this.#clock, this.#clock.monotonicMs() + CALM_MS);
    assert.deepEqual(table.writes.slice(writes), [], 'something is written although nothing happens');
    assert.ok(/^(cold|reconciled)$/.test(engine.status().start.kind));
    this.#watcher.settled();
  }

  /** Time goes on, for the engine has to come to an end. */
  async [Symbol.asyncDispose](): Promise<void> {
    let isEnded = false;
    const end = async (): Promise<void> => {
      await this.#world[Symbol.asyncDispose]();
      isEnded = true;
    };
    const ended = end();
    await turnUntil('the engine has ended', this.#clock, () => isEnded);
    await ended;
  }

  #quiet(): Promise<void> {
    const { kernel, engine } = this.#world;
    return turnUntil('everything is written', this.#clock, () => {
      kernel.deliver();
      const { kernelSynced, tableLoaded, pending, inFlight } = engine.status();
      return kernelSynced && tableLoaded && pending + inFlight === 0;
    });
  }

  #openSocket(open: boolean): void {
    const { kernel, engine } = this.#world;
    if (open === this.#socketOpen) return;
    this.#socketOpen = open;
    if (open) kernel.open(engine.onKernelEvent);
    else kernel.close();
  }

  #connect(up: boolean, wiped: boolean): void {
    const { engine, table } = this.#world;
    if (!up && !this.#surroundings.isUp) return;
    this.#surroundings.reconnect(up);
    engine.tableReachable(false);
    if (wiped) table.rows.clear();
    if (up) engine.tableReachable(true);
  }

  #changePolicy(change: PolicyChange): void {
    if (!this.#turnedOn.delete(change)) this.#turnedOn.add(change);
    const policy = policyWith(this.#turnedOn);
    this.#watcher.policy = policy;
    this.#watcher.note();
    this.#world.engine.setPolicy(policy, LINK_LOCAL_GRACE_MS);
  }

  /** Only while it is bound to be seen. */
  #writeAsAnother(what: (Step & { readonly kind: 'foreign' })['what'], pick: number): void {
    const { rows } = this.#world.table;
    if (this.#knobs.verifyIntervalMs === 0 && this.#surroundings.isUp) return;
    const row = [...rows.values()][pick % Math.max(1, rows.size)];
    if (what === 'bogus') this.#world.table.put(`Ethernet4:10.0.1.${pick}`, '02:66:66:66:66:66');
    else if (row === undefined || row.key.startsWith('lo')) return;
    else if (what === 'wrong') rows.set(row.key, { ...row, neigh: '02:66:66:66:66:66' });
    else if (what === 'odd') rows.set(row.key, { ...row, family: undefined });
    else rows.delete(row.key);
  }
}

function vrfsWith(on: ReadonlySet<PolicyChange>): PolicyConfig['vrfs'] {
  const vrfs = new Map<string, VrfRules>();
  if (on.has('default_vrf_off')) vrfs.set(DEFAULT_VRF, { enabled: false, ipv4Enabled: true, ipv6Enabled: true });
  if (on.has('vrf_off') || on.has('vrf_without_ipv6'))
    vrfs.set(VRF.name, { enabled: !on.has('vrf_off'), ipv4Enabled: true, ipv6Enabled: !on.has('vrf_without_ipv6') });
  return vrfs;
}

function policyWith(on: ReadonlySet<PolicyChange>): PolicyConfig {
  return {
    ...POLICY,
    ipv6Enabled: !on.has('ipv6'),
    loopbackEnabled: on.has('loopback'),
    vrfs: vrfsWith(on),
    interfaces: on.has('interfaces') ? ['Ethernet4', 'Ethernet8*'] : [],
    facts: {
      ...NO_FACTS,
      dualTor: on.has('dual_tor'),
      evpn: on.has('evpn'),
      linkLocalInterfaces: new Set(on.has('link_local') ? ['Ethernet0', 'Ethernet8'] : []),
    },
  };
}
