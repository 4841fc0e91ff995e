import { runDaemon } from '../app/daemon.ts';
import { createLogging } from '../app/logging.ts';
import { shutdownSignal } from '../app/signals.ts';
import { loadConfig } from '../config/load.ts';
import type { Source } from '../config/sources.ts';
import { asicLabels } from '../telemetry/asic.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';
import { packageVersion } from './version.ts';

export const run: Command = {
  summary: 'keep APPL_DB equal to the kernel, until SIGTERM or SIGINT',
  run: async (args) => {
    const { config: file, settings } = parseOptions(args, false);
    const sources = { file, settings, env: process.env };
    const loaded = loadConfig(sources);
    // Whoever reads the log may go away (EPIPE); that must not take the daemon with it.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    const print = (text: string): void => void process.stdout.write(text);
    const labels = asicLabels(process.env);
    using logging = createLogging({
      logging: loaded.config.logging,
      fields: labels,
      stdout: print,
      stderr: (text) => void process.stderr.write(text),
    });
    const { logger } = logging;
    const found = loaded.file === undefined ? {} : { config: loaded.file };
    logger.info('starting', { version: packageVersion(), ...found });
    const load = (configDb: Source) => loadConfig({ ...sources, configDb });
    await runDaemon({ loaded, load, logging, labels, print }, shutdownSignal(logger));
    return 0;
  },
};
