import { DaemonError, ERROR_CODES } from '../base/errors.ts';
import { parseGiven, splitCommand, timeoutMs } from './ctl/arguments.ts';
import { createClient } from './ctl/client.ts';
import { COMMANDS } from './ctl/commands.ts';
import { formatCommandHelp, formatHelp, parseCommandName } from './ctl/help.ts';
import { LOAD } from './ctl/load.ts';
import { choosePaint } from './ctl/paint.ts';
import { NEIGHCTL, socketPath } from './ctl/socket.ts';

const { stdout, stderr, env } = process;

async function main(args: readonly string[]): Promise<number> {
  const { name: asked, rest } = splitCommand(args);
  if (asked === undefined) {
    const isHelp = rest.includes('--help') || rest.includes('-h');
    if (rest.includes('--version')) return main(['version']);
    (isHelp ? stdout : stderr).write(formatHelp());
    return isHelp ? 0 : ERROR_CODES.usage.exitCode;
  }
  const name = parseCommandName(asked);
  const given = parseGiven(COMMANDS[name], rest);
  if (given.has('help')) {
    stdout.write(formatCommandHelp(name));
    return 0;
  }
  using client = createClient({ socket: socketPath(given.text('socket'), env), limitMs: timeoutMs(given) });
  const enough = new AbortController();
  const run = await LOAD[name]();
  if (name === 'watch' || given.has('watch')) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => enough.abort());
  }
  // Awaited here: the connections are closed as soon as this function returns.
  return await run(given, {
    client,
    json: given.has('json'),
    paint: choosePaint(stdout.isTTY === true, given.has('no-color'), env),
    // A terminal that does not know its size says 0.
    screen: () => (stdout.isTTY ? { rows: stdout.rows || 24, columns: stdout.columns || 80 } : undefined),
    write: (text) => void stdout.write(text),
    nowMs: () => Date.now(),
    enough: enough.signal,
  });
}

process.title = 'neighctl';
// Whoever reads has seen enough, as `head` has: that is no error, and there is nobody left to tell.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : ERROR_CODES.bug.exitCode);
  });
}
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const error = DaemonError.from(thrown, 'bug');
  const isOurs = error.op === NEIGHCTL;
  const hint = error.code === 'usage' && isOurs ? ' (see neighctl --help)' : isOurs ? '' : ` (${error.code})`;
  stderr.write(`${isOurs ? '' : 'neighctl: '}${error.message}${hint}\n`);
  if (error.code === 'bug' && error.cause instanceof Error) stderr.write(`${error.cause.stack}\n`);
  process.exitCode = ERROR_CODES[error.code].exitCode;
}
