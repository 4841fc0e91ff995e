import { runDaemon } from '../app/daemon.ts';
import { shutdownSignal } from '../app/signals.ts';
import { loadConfig } from '../config/load.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';
import { packageVersion } from './version.ts';

export const run: Command = {
  summary: 'keep APPL_DB equal to the kernel, until SIGTERM or SIGINT',
  run: async (args) => {
    const { config: file, settings } = parseOptions(args, false);
    const { config, file: found } = loadConfig({ file, settings, env: process.env });
    // Whoever reads the log may go away (EPIPE); that must not take the daemon with it.
    process.stdout.on('error', () => {});
    const print = (text: string): void => void process.stdout.write(text);
    const logger = createLogger({ ...config.logging, write: print });
    logger.info('starting', { version: packageVersion(), ...(found === undefined ? {} : { config: found }) });
    await runDaemon({ config, logger, print }, shutdownSignal(logger));
    return 0;
  },
};
