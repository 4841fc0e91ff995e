import { shutdownSignal } from '../../src/app/signals.ts';
import { openMonitor } from '../../src/netlink/monitor.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

/** Run by tests: a program that hangs in its shutdown while the reader worker runs. */
const logger = createLogger({
  level: 'info',
  format: 'text',
  output: 'stdout',
  write: (line) => process.stdout.write(line),
});
shutdownSignal(logger, () => {});
openMonitor({
  receiveBufferBytes: 1024 * 1024,
  onEvent: ({ kind }) => kind === 'opened' && logger.info('opened'),
});
