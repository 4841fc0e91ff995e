import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from '../until.ts';
import { crowd, hex } from './neighbors.ts';
import { type Form, type Groups, type Line, words } from './parse.ts';
import type { World } from './world.ts';

const run = promisify(execFile);

/** What happens in the kernel of the switch, and to the hosts at its ports. */
export const KERNEL_FORMS: readonly Form[] = [
  {
    usage: 'ip ARGUMENTS',
    pattern: /^ip (?<args>.+)$/,
    block: 'none',
    run: async ({ namespace }, { args = '' }) => void (await namespace.ip(...words(args))),
  },
  {
    usage: 'sysctl NAME=VALUE',
    pattern: /^sysctl (?<name>net\.\S+)=(?<value>\S+)$/,
    block: 'none',
    run: async ({ namespace }, { name = '', value }) => {
      const file = `/proc/sys/${name.replaceAll('.', '/')}`;
      const [program, args] = namespace.command('sh', '-c', `echo ${value} > ${file}`);
      await run(program, [...args]);
    },
  },
  {
    usage: 'batch [N times]',
    pattern: /^batch( (?<times>\d+) times)?$/,
    block: 'required',
    run: batch,
  },
  {
    usage: 'bulk neighbors N on DEV [WORDS OF ip neigh]',
    pattern: /^bulk neighbors (?<count>\d+) on (?<dev>\S+)(?<rest>( \S+)*)$/,
    block: 'none',
    run: ({ namespace }, { count, dev, rest }) => {
      const how = rest === '' ? 'nud permanent' : rest;
      const line = ({ ip = '', mac = '' }) => `neigh replace ${ip} lladdr ${mac} dev ${dev} ${how}`;
      return namespace.batch(crowd(Number(count)).map(line));
    },
  },
  {
    usage: 'host behind PORT: MAC ADDRESS/LENGTH...',
    pattern: /^host behind (?<port>Ethernet\d+): (?<mac>\S+)(?<addresses>( \S+\/\d+)+)$/,
    block: 'none',
    run: placeHost,
  },
  {
    usage: 'no host behind PORT',
    pattern: /^no host behind (?<port>Ethernet\d+)$/,
    block: 'none',
    run: async (world, { port = '' }) => {
      const host = await hostNamespace(world, port);
      await run('ip', ['-n', host, 'addr', 'flush', 'dev', peerOf(port)]);
      await run('ip', ['-n', host, 'link', 'set', peerOf(port), 'address', '02:de:ad:00:00:00']);
    },
  },
  {
    usage: 'traffic to ADDRESS',
    pattern: /^traffic to (?<address>\S+)$/,
    block: 'none',
    run: async ({ namespace }, { address = '' }) => {
      const [program, args] = namespace.command('bash', '-c', `echo > /dev/udp/${address}/9`);
      await run(program, [...args]);
    },
  },
  {
    usage: 'wait for kernel ADDRESS dev DEV ... STATE',
    pattern: /^wait for kernel (?<address>\S+) dev (?<dev>\S+) (?<rest>.+)$/,
    block: 'none',
    run: async ({ namespace }, { address = '', dev = '', rest = '' }) => {
      let line = '';
      await until(`${address} dev ${dev} ${rest}`, async () => {
        line = (await namespace.ip('neigh', 'show', 'to', address, 'dev', dev, 'nud', 'all')).trim();
        return line === `${address} ${rest}` || line === `${address} dev ${dev} ${rest}`;
      }).catch((error: Error) => {
        throw new Error(`${error.message}; the kernel says: ${line || 'nothing'}`);
      });
    },
  },
];

/** `{n}` is the number of the round, from 1; `{hh:hh}` the same as two bytes in hexadecimal. */
async function batch({ namespace }: World, { times = '1' }: Groups, block: readonly Line[]): Promise<void> {
  const rounds = Array.from({ length: Number(times) }, (_, index) => index + 1);
  const fill = (text: string, n: number): string =>
    text.replaceAll('{n}', String(n)).replaceAll('{hh:hh}', `${hex(n >> 8)}:${hex(n)}`);
  await namespace.batch(rounds.flatMap((n) => block.map(({ text }) => fill(text, n))));
}

/** The far end of a port's cable becomes this host, which says so to everybody (gratuitous ARP, unsolicited NA). */
async function placeHost(world: World, { port = '', mac = '', addresses = '' }: Groups): Promise<void> {
  const host = await hostNamespace(world, port);
  const device = peerOf(port);
  await run('ip', ['-n', host, 'addr', 'flush', 'dev', device]);
  for (const address of words(addresses)) {
    const nodad = address.includes(':') ? ['nodad'] : [];
    await run('ip', ['-n', host, 'addr', 'add', address, 'dev', device, ...nodad]);
  }
  await run('ip', ['-n', host, 'link', 'set', device, 'address', mac]);
}

async function hostNamespace({ namespace, hosts }: World, port: string): Promise<string> {
  const known = hosts.get(port);
  if (known !== undefined) return known;
  const name = `${namespace.name}-${port}`;
  await run('ip', ['netns', 'add', name]);
  hosts.set(port, name);
  await namespace.ip('link', 'set', peerOf(port), 'netns', name);
  const announce = 'echo 1 > /proc/sys/net/ipv4/conf/all/arp_notify; echo 1 > /proc/sys/net/ipv6/conf/all/ndisc_notify';
  await run('ip', ['netns', 'exec', name, 'sh', '-c', announce]);
  await run('ip', ['-n', name, 'link', 'set', peerOf(port), 'addrgenmode', 'none', 'up']);
  return name;
}

function peerOf(port: string): string {
  return port.replace('Ethernet', 'peer');
}
