import { DaemonError, ERROR_CODES } from '../base/errors.ts';
import type { Command } from './command.ts';

/** Loaded when it is asked for: what one command needs, the others would only wait for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  replay: async () => (await import('./replay.ts')).replay,
  restore: async () => (await import('./restore.ts')).restore,
  verify: async () => (await import('./verify.ts')).verify,
  'check-config': async () => (await import('./check-config.ts')).checkConfig,
  'show-config': async () => (await import('./show-config.ts')).showConfig,
  version: async () => (await import('./version.ts')).version,
};

const OPTIONS = [
  '  --config FILE            configuration file (else $NEIGHSYNCD_CONFIG, /etc/sonic/neighsyncd/neighsyncd.conf,',
  '                           ./neighsyncd.conf: the first that exists)',
  '  --set SECTION.KEY=VALUE  any configuration key; may be repeated',
  '  --sonic-db-config FILE   database_config.json of a SONiC device',
  '  --json                   verify, replay, restore: the result as JSON',
  '  --budget SECONDS         restore: how long it may take (1 to 170, default 110)',
  '  --record FILE            run: record all that the engine is told, for `replay`',
  '  --record-limit MIB       size at which FILE becomes FILE.1 and is begun anew (1 to 4096, default 64)',
  '  --writes                 replay: print each write instead of the table',
  '  --real-time              replay: as slowly as it was recorded',
  '  --into SOCKET            replay: into an empty Redis on this unix socket besides',
  '  --help, --version        print this, or the version',
];

async function usage(): Promise<string> {
  const commands: string[] = [];
  for (const [name, load] of Object.entries(COMMANDS)) commands.push(`  ${name.padEnd(14)}${(await load()).summary}`);
  return ['usage: neighsyncd COMMAND [OPTIONS]', '', ...commands, '', 'options:', ...OPTIONS, ''].join('\n');
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h' || args.includes('--help')) {
    process.stdout.write(await usage());
    return name === undefined ? ERROR_CODES.usage.exitCode : 0;
  }
  const asked = name === '--version' ? 'version' : name;
  const load = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (load === undefined) {
    throw new DaemonError('usage', {
      op: 'command',
      message: `${name} is not one of ${Object.keys(COMMANDS).join(', ')}`,
    });
  }
  return (await load()).run(args);
}

process.title = 'neighsyncd';
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const error = DaemonError.from(thrown, 'neighsyncd');
  const hint = error.code === 'usage' ? ' (see neighsyncd --help)' : '';
  process.stderr.write(`neighsyncd: ${error.message}${hint}\n`);
  if (error.code === 'bug' && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`);
  process.exitCode = ERROR_CODES[error.code].exitCode;
}
