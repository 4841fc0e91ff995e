import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

let created = 0;

/** A network namespace with the interfaces Ethernet0 and Ethernet4; disposing removes it with all that is in it. */
export type Namespace = AsyncDisposable & {
  readonly name: string;
  /** Runs `ip` in it and returns what it prints. */
  readonly ip: (...args: readonly string[]) => Promise<string>;
  /** Runs `bridge` in it. */
  readonly bridge: (...args: readonly string[]) => Promise<void>;
  /** Runs many commands of `ip` in one go; the way to a burst. */
  readonly batch: (commands: readonly string[]) => Promise<void>;
  /** The command line that runs a program in it. */
  readonly command: (...program: readonly string[]) => readonly [string, readonly string[]];
};

/** Creates a namespace whose veth interfaces are up, with `10.0.0.1/16` and `2001:db8::1/64` on Ethernet0. */
export async function createNamespace(): Promise<Namespace> {
  const name = `neighsyncd-${process.pid}-${created++}`;
  await run('ip', ['netns', 'add', name]);
  const remove = async (): Promise<void> => void (await run('ip', ['netns', 'del', name]));
  const tools = ipTools(['-n', name]);
  try {
    await tools.batch([
      'link set lo up',
      'link add Ethernet0 type veth peer name peer0',
      'link add Ethernet4 type veth peer name peer4',
      ...['Ethernet0', 'peer0', 'Ethernet4', 'peer4'].map((link) => `link set ${link} up`),
      'addr add 10.0.0.1/16 dev Ethernet0',
      'addr add 2001:db8::1/64 dev Ethernet0 nodad',
    ]);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name,
    ...tools,
    command: (...program) => ['ip', ['netns', 'exec', name, ...program]],
    [Symbol.asyncDispose]: remove,
  };
}

/** The namespace that the machine began with, as it is: for what only it shows or sets. For tests on the second kernel. */
export function initialNamespace(): Namespace {
  return {
    name: '',
    ...ipTools([]),
    command: (program = '', ...args) => [program, args],
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function ipTools(where: readonly string[]): Pick<Namespace, 'ip' | 'bridge' | 'batch'> {
  return {
    ip: async (...args) => (await run('ip', [...where, ...args], { maxBuffer: MAX_OUTPUT_BYTES })).stdout,
    bridge: async (...args) => void (await run('bridge', [...where, ...args])),
    batch: async (commands) => {
      const child = spawn('ip', [...where, '-batch', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
      let complaints = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaints += text;
      });
      // It stops reading at the first command that is refused.
      child.stdin.on('error', () => undefined).end(`${commands.join('\n')}\n`);
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`ip -batch ended with ${code}: ${complaints}`);
    },
  };
}

/** `count` neighbors as commands for `batch`, IPv4 and IPv6 in turn; `mac` is the first half of each address. */
export function neighborCommands(
  count: number,
  options: { readonly dev?: string; readonly mac?: string } = {},
): string[] {
  const { dev = 'Ethernet0', mac = '02:00:00' } = options;
  return Array.from({ length: count }, (_, index) => {
    const low = (index % 250) + 2;
    const high = Math.floor(index / 250);
    const lladdr = `${mac}:${hex(high)}:${hex(low)}:${index % 2 === 0 ? '04' : '06'}`;
    const address = index % 2 === 0 ? `10.0.${high}.${low}` : `2001:db8::${high.toString(16)}:${low.toString(16)}`;
    return `neigh replace ${address} lladdr ${lladdr} dev ${dev} nud permanent`;
  });
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The number of an interface, as text. */
export async function ifindexOf(namespace: Namespace, name: string): Promise<string> {
  return /^(\d+):/.exec(await namespace.ip('link', 'show', name))?.[1] ?? '';
}

/** What the kernel has, as `<ifname>:<ip>` and MAC: read with `ip neigh`, for comparison with the database. */
export async function kernelRows(namespace: Namespace): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>();
  for (const line of (await namespace.ip('neigh', 'show')).split('\n')) {
    const match = /^(\S+) dev (\S+) lladdr (\S+) (?:\S+ )*(PERMANENT|REACHABLE|STALE|DELAY|PROBE) *$/.exec(line);
    const [, address = '', dev = '', lladdr = ''] = match ?? [];
    if (match !== null && !address.startsWith('fe80:') && dev !== 'lo') rows.set(`${dev}:${address}`, lladdr);
  }
  return rows;
}

/** `<ip>` to `<MAC> <state>` of an interface. */
export async function neighborsOf(namespace: Namespace, dev: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await namespace.ip('neigh', 'show', 'dev', dev)).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, ip, mac = 'none', state] = /^(\S+)(?: lladdr (\S+))? (?:.* )?([A-Z]+) *$/.exec(line) ?? [];
      return ip === undefined ? [] : [[ip, `${mac} ${state}`] as const];
    }),
  );
}
