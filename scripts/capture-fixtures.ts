/**
 * Makes test/fixtures/netlink/*.capture anew: what this machine's kernel says about links and neighbors, byte for byte.
 *
 * Each scenario runs in a network namespace of its own, which is removed afterwards. Needs root, iproute2 and python3,
 * whose standard library can open netlink sockets: what is received must not depend on the code it is to test.
 *
 * Scenarios that take a kernel module are done only when they are named.
 *
 * Usage: node scripts/capture-fixtures.ts [name...]
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatLine } from '../src/capture/capture-line.ts';
import { SCENARIOS, type Scenario } from '../test/fixtures/netlink/scenarios.ts';

const FIXTURES = new URL('../test/fixtures/netlink/', import.meta.url);
const MAX_OUTPUT_BYTES = 1 << 24;

const wanted = process.argv.slice(2);
const isWanted = ({ name, module }: Scenario): boolean =>
  wanted.length === 0 ? module === undefined : wanted.includes(name);
for (const scenario of SCENARIOS.filter(isWanted)) {
  const kind = scenario.request === undefined ? 'event' : 'reply';
  const lines = capture(scenario).map((hex) => `${formatLine({ kind, bytes: Uint8Array.fromHex(hex) }, 0)}\n`);
  writeFileSync(new URL(`${scenario.name}.capture`, FIXTURES), `# ${commandOf(scenario)}\n${lines.join('')}`);
  process.stdout.write(`${scenario.name}: ${lines.length} datagrams\n`);
}

/** The datagrams in hex. */
function capture({
  given = [],
  when = [],
  groups = [],
  options = [],
  request,
  quietMs = 300,
}: Scenario): readonly string[] {
  const namespace = `nsc-${process.pid}`;
  const job = { given, when, groups, options, quiet: quietMs / 1000, request: request?.bytes.toHex() ?? '' };
  execFileSync('ip', ['netns', 'add', namespace]);
  try {
    const output = execFileSync(
      'ip',
      ['netns', 'exec', namespace, 'python3', fileURLToPath(new URL('capture.py', FIXTURES))],
      {
        input: JSON.stringify(job),
        encoding: 'utf8',
        maxBuffer: MAX_OUTPUT_BYTES,
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    return output.trimEnd().split('\n');
  } finally {
    execFileSync('ip', ['netns', 'del', namespace]);
  }
}

function commandOf({ given = [], when = [], request }: Scenario): string {
  const steps = [...when, ...(request ? [request.text] : [])].join('; ');
  return given.length === 0 ? steps : `${steps}  # after: ${given.join('; ')}`;
}
