import { EventEmitter } from 'node:events';
import { readConfigDb } from '../app/config-db.ts';
import { runDaemon } from '../app/daemon.ts';
import type { LaterSources } from '../app/live-config.ts';
import { createLogging } from '../app/logging.ts';
import { selectRedis } from '../app/select-redis.ts';
import { type AskingSignal, shutdownSignal } from '../app/signals.ts';
import { startConfig } from '../app/start-config.ts';
import { ERROR_CODES } from '../base/errors.ts';
import { CONFIG_DB_TABLE } from '../config/config-db.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Source } from '../config/sources.ts';
import { quit } from '../host/quit.ts';
import { asicLabels } from '../telemetry/asic.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';
import { packageVersion } from './version.ts';

/** How long the start waits for CONFIG_DB; later it is followed anyway. */
const CONFIG_DB_LIMIT_MS = 2_000;
const BYTES_PER_MIB = 1024 * 1024;

export const run: Command = {
  summary: 'keep APPL_DB equal to the kernel, until SIGTERM or SIGINT',
  run: async (args) => {
    const { config: file, settings, record, recordLimitMib } = parseOptions(args, { record: true });
    const sources = { file, settings, env: process.env };
    const load = (later: Partial<LaterSources>) => loadConfig({ ...sources, ...later });
    const loaded = await withConfigDb(loadConfig(sources), (configDb) => load({ configDb }));
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
    // Node would take the reader worker apart, and crash in it: say what happened, then end at once.
    process.on('uncaughtException', (error) => {
      logger.error('a bug ends the daemon; please report it', { error: error.stack ?? error.message });
      quit(ERROR_CODES.bug.exitCode);
    });
    const found = loaded.file === undefined ? {} : { config: loaded.file };
    logger.info('starting', { version: packageVersion(), ...found });
    const asked = new EventEmitter();
    const onAsked = (name: AskingSignal, listener: () => void): void => void asked.on(name, listener);
    const signal = shutdownSignal(logger, (name) => asked.emit(name));
    const recordTo = record === undefined ? undefined : { file: record, limitBytes: recordLimitMib * BYTES_PER_MIB };
    const version = packageVersion();
    await runDaemon({ loaded, load, logging, labels, version, print, onAsked, record: recordTo }, signal);
    return 0;
  },
};

/** Some keys have no other chance than the start. */
async function withConfigDb(loaded: LoadedConfig, load: (configDb: Source) => LoadedConfig): Promise<LoadedConfig> {
  const { configDb } = selectRedis(loaded.config);
  if (configDb === undefined) return loaded;
  const readStored = async () => {
    const rows = await readConfigDb(loaded.config, configDb, AbortSignal.timeout(CONFIG_DB_LIMIT_MS));
    return rows.get(CONFIG_DB_TABLE) ?? new Map();
  };
  return startConfig({ loaded, load, readStored });
}
