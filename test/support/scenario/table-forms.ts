import { runCli } from '../daemon.ts';
import { hashes } from '../rows.ts';
import { DATABASES } from '../switch-databases.ts';
import { type Mismatch, mismatches } from './arp-update.ts';
import { Difference, wantSame } from './difference.ts';
import { crowd } from './neighbors.ts';
import type { Form, Line } from './parse.ts';
import { FENCE, redisCommand, type World } from './world.ts';

const ROWS = ['ROW', 'EXPECTED', 'FOUND'] as const;

/** What NEIGH_TABLE must hold, as orchagent has made it. */
export const TABLE_FORMS: readonly Form[] = [
  {
    usage: 'expect rows',
    pattern: /^expect rows$/,
    block: 'required',
    run: async ({ redis }, _, block) => wantSame(goldenRows(block), await rows(redis), ROWS),
  },
  {
    usage: 'expect no rows',
    pattern: /^expect no rows$/,
    block: 'none',
    run: async ({ redis }) => wantSame(new Map(), await rows(redis), ROWS),
  },
  {
    usage: 'expect row DEV ADDRESS MAC',
    pattern: /^expect row (?<dev>\S+) (?<address>\S+) (?<mac>\S+)$/,
    block: 'none',
    run: ({ redis }, { dev = '', address = '', mac = '' }) => wantRow(redis, `${dev}:${address}`, mac),
  },
  {
    usage: 'expect no row DEV ADDRESS',
    pattern: /^expect no row (?<dev>\S+) (?<address>\S+)$/,
    block: 'none',
    run: ({ redis }, { dev = '', address = '' }) => wantRow(redis, `${dev}:${address}`, undefined),
  },
  { usage: 'expect arp_update equal', pattern: /^expect arp_update equal$/, block: 'optional', run: arpUpdateEqual },
  { usage: 'verify equal', pattern: /^verify equal$/, block: 'none', run: verifyEqual },
];

/** Every row by key: its MAC, or the whole hash when it is not as a row of ours must be. */
async function rows(redis: World['redis']): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [key, row] of await hashes(redis)) {
    if (key === FENCE) continue;
    const { neigh = '', family, ...rest } = row;
    const address = key.slice(key.indexOf(':') + 1);
    const isSound = family === (address.includes(':') ? 'IPv6' : 'IPv4') && Object.keys(rest).length === 0;
    found.set(key, isSound ? neigh : JSON.stringify(row));
  }
  return found;
}

/** `DEV ADDRESS MAC` a line; a line `bulk neighbors N on DEV` stands for the rows of what that step makes. */
function goldenRows(block: readonly Line[]): ReadonlyMap<string, string> {
  const golden = new Map<string, string>();
  for (const { at, text } of block) {
    const bulk = /^bulk neighbors (\d+) on (\S+)$/.exec(text);
    if (bulk !== null) {
      for (const { ip, mac } of crowd(Number(bulk[1]))) golden.set(`${bulk[2]}:${ip}`, mac);
      continue;
    }
    const [dev, address, mac, ...more] = text.split(/\s+/);
    if (mac === undefined || more.length > 0) throw new Error(`${at}: not "DEV ADDRESS MAC": ${text}`);
    golden.set(`${dev}:${address}`, mac);
  }
  return golden;
}

async function wantRow(redis: World['redis'], key: string, mac: string | undefined): Promise<void> {
  const found = (await rows(redis)).get(key);
  if (found !== mac) throw new Difference(ROWS, [[key, mac ?? '-', found ?? '-']]);
}

/** The block lists, as `ADDRESS DEV: RULE`, the neighbors that arp_update would flush although we are right. */
async function arpUpdateEqual(world: World, _: unknown, block: readonly Line[]): Promise<void> {
  const configured = async (pattern: string): Promise<boolean> =>
    (await redisCommand(world, DATABASES.config_db, 'KEYS', pattern)) !== '';
  const mode = { dualTor: await configured('PEER_SWITCH|*'), evpn: await configured('VXLAN_EVPN_NVO|*') };
  const wrong = mismatches(await world.namespace.ip('neigh'), await rows(world.redis), mode);
  const excused = new Map<string, string>();
  for (const { at, text } of block) {
    const [, neighbor, rule] = /^(\S+\s+\S+):\s+(\S+)$/.exec(text) ?? [];
    if (neighbor === undefined || rule === undefined) throw new Error(`${at}: not "ADDRESS DEV: RULE": ${text}`);
    excused.set(neighbor.replace(/\s+/, ' '), rule);
  }
  const found = new Map(wrong.map((one) => [`${one.address} ${one.dev}`, one.rule ?? unexcused(one)]));
  wantSame(excused, found, ['NEIGHBOR', 'EXPECTED', 'FOUND']);
}

function unexcused({ mac, state, row }: Mismatch): string {
  return `no rule: kernel ${mac ?? 'without MAC'} ${state}, row ${row ?? 'missing'}`;
}

async function verifyEqual({ namespace, settings }: World): Promise<void> {
  const flags = settings.flatMap((setting) => ['--set', setting]);
  const { code, stdout, stderr } = await runCli(namespace, 'verify', ...flags);
  if (code !== 0) throw new Error(`verify ended with ${code}:\n${stdout}${stderr}`);
}
