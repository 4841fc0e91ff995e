/**
 * Makes test/fixtures/netlink/*.hex anew: what this machine's kernel says about links and neighbors, byte for byte.
 *
 * Each scenario runs in a network namespace of its own, which is removed afterwards. Needs root, iproute2 and python3,
 * whose standard library can open netlink sockets: what is received must not depend on the code it is to test.
 *
 * Usage: node scripts/capture-fixtures.ts [name...]
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIOS, type Scenario } from '../test/fixtures/netlink/scenarios.ts';

const FIXTURES = new URL('../test/fixtures/netlink/', import.meta.url);
const MAX_OUTPUT_BYTES = 1 << 24;

const wanted = process.argv.slice(2);
for (const scenario of SCENARIOS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const datagrams = capture(scenario);
  writeFileSync(new URL(`${scenario.name}.hex`, FIXTURES), `# ${commandOf(scenario)}\n${datagrams}`);
  process.stdout.write(`${scenario.name}: ${datagrams.split('\n').length - 1} datagrams\n`);
}

/** One line of hex for each datagram. */
function capture({ given = [], when = [], groups = [], options = [], request, quietMs = 300 }: Scenario): string {
  const namespace = `nsc-${process.pid}`;
  const job = { given, when, groups, options, quiet: quietMs / 1000, request: request?.bytes.toHex() ?? '' };
  execFileSync('ip', ['netns', 'add', namespace]);
  try {
    return execFileSync('ip', ['netns', 'exec', namespace, 'python3', fileURLToPath(new URL('capture.py', FIXTURES))], {
      input: JSON.stringify(job),
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  } finally {
    execFileSync('ip', ['netns', 'del', namespace]);
  }
}

function commandOf({ given = [], when = [], request }: Scenario): string {
  const steps = [...when, ...(request ? [request.text] : [])].join('; ');
  return given.length === 0 ? steps : `${steps}  # after: ${given.join('; ')}`;
}
