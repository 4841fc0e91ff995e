import { tableNames } from '../../src/sonic/table-names.ts';
import { DEFAULT_POLICY } from '../../test/fixtures/policy.ts';
import type { Micro } from './micro.ts';
import type { Modules } from './modules.ts';
import { BATCH, COUNT, FIRST_MAC, INTERFACE_NAME, type Samples, sumOf } from './samples.ts';

/** From a neighbor to its row: what it means, how it is written, and whether it is there. */
export function rowMicros(
  { policy, diff, producer, key, ip: ips, mac }: Pick<Modules, 'policy' | 'diff' | 'producer' | 'key' | 'ip' | 'mac'>,
  samples: Samples,
): readonly Micro[] {
  const names = tableNames('NEIGH_TABLE', 0, ':');
  const batch = samples.rows.slice(0, BATCH);
  return [
    {
      name: 'policy: desired',
      operations: COUNT,
      run: () => sumOf(samples.entries, (entry) => policy.desired(entry, DEFAULT_POLICY).kind.length),
    },
    {
      name: 'diff: expect and compare',
      operations: COUNT,
      run: () =>
        diff.compareRows(diff.expectations(samples.entries, DEFAULT_POLICY), samples.stored, DEFAULT_POLICY).equal,
    },
    {
      name: 'script arguments',
      operations: BATCH,
      run: () => producer.producerCall(names, batch, undefined, BATCH).args.length,
    },
    {
      name: 'format key',
      operations: COUNT,
      run: () => sumOf(samples.ips, (one) => key.formatKey(INTERFACE_NAME, one).length),
    },
    { name: 'format IP', operations: COUNT, run: () => sumOf(samples.ips, (one) => ips.formatIp(one).length) },
    {
      name: 'format MAC',
      operations: COUNT,
      run: () => sumOf(samples.ips, (_, place) => mac.formatMac(FIRST_MAC + place).length),
    },
  ];
}
