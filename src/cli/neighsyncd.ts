import { DaemonError, ERROR_CODES } from '../base/errors.ts';
import { checkConfig } from './check-config.ts';
import type { Command } from './command.ts';
import { replay } from './replay.ts';
import { restore } from './restore.ts';
import { run } from './run.ts';
import { showConfig } from './show-config.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  replay,
  restore,
  verify,
  'check-config': checkConfig,
  'show-config': showConfig,
  version,
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

function usage(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`);
  return ['usage: neighsyncd COMMAND [OPTIONS]', '', ...commands, '', 'options:', ...OPTIONS, ''].join('\n');
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h' || args.includes('--help')) {
    process.stdout.write(usage());
    return name === undefined ? ERROR_CODES.usage.exitCode : 0;
  }
  if (name === '--version') return version.run(args);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new DaemonError('usage', {
      op: 'command',
      message: `${name} is not one of ${Object.keys(COMMANDS).join(', ')}`,
    });
  }
  return command.run(args);
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
