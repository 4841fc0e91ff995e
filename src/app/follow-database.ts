import type { DaemonError } from '../base/errors.ts';
import type { EngineInlet } from '../capture/recorder.ts';
import { runTableProbe } from '../sonic/table-probe.ts';
import type { Engine } from '../sync/engine.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { NeighborDatabase } from './database.ts';

/** Enough that nobody deletes them all by chance, and few enough to ask for every second. */
const PROBED_KEYS = 8;

/** Opens the connections and tells the engine of the writer's; returns how to count what went wrong. */
export function followDatabase(
  database: NeighborDatabase,
  engine: Pick<Engine, 'status'>,
  inlet: EngineInlet,
  logger: Logger,
  resources: AsyncDisposableStack,
) {
  const { writer, reader } = database;
  const ended = new AbortController();
  let errors = 0;
  writer.onState((state) => {
    if (state.kind === 'down') {
      errors++;
      logger.warn('Redis cannot be reached; changes are kept until it can', { error: state.reason.message });
    } else if (errors > 0) logger.info('Redis can be reached', { where: writer.where, same_server: state.sameServer });
    inlet.tableReachable(state.kind === 'up');
  });
  resources.use(writer);
  resources.use(reader);
  resources.defer(() => ended.abort());
  writer.open(ended.signal);
  reader.open(ended.signal);
  return () => errors + engine.status().counters.writeErrors;
}

/** Notices that the table was emptied behind our back. */
export function probeTable(
  { reader, names }: NeighborDatabase,
  engine: Pick<Engine, 'certainKeys'>,
  inlet: EngineInlet,
  logger: Logger,
  signal: AbortSignal,
) {
  const onGone = (): void => {
    logger.warn('the table was emptied by somebody else; it is written again');
    inlet.tableReachable(true);
  };
  const onFailure = ({ message }: DaemonError): void =>
    logger.debug('the table could not be looked at', { error: message });
  const sample = () => engine.certainKeys(PROBED_KEYS);
  return runTableProbe({ connection: reader, names, sample, onGone, onFailure }, signal);
}
