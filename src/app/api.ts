import { aborted, pause } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import { DaemonError } from '../base/errors.ts';
import type { Config } from '../config/schema.ts';
import { readOnly } from '../service/read-only.ts';
import type { NeighsyncService } from '../service/service.ts';
import type { Logger } from '../telemetry/logger.ts';

export type ApiOptions = {
  readonly config: Config['api'];
  readonly service: NeighsyncService;
  readonly version: string;
  /** Resolves when kernel and database are in step for the first time: until then there is more urgent work. */
  readonly inStep: Promise<void>;
  readonly logger: Logger;
};

/** A place to serve at: what it is, for the log, and how to begin. */
type Place = {
  readonly name: string;
  readonly open: () => Promise<AsyncDisposable & { readonly url: string | undefined }>;
};

const RETRY: BackoffPlan = { firstMs: 500, maxMs: 10_000 };
/** Libraries of the API are loaded no earlier than that, unless kernel and database are in step before. */
const PATIENCE_MS = 2_000;

/** Serves REST and gRPC until `signal` is aborted. A place that is taken is tried again; the sync goes on without it. */
export async function runApi(options: ApiOptions, signal: AbortSignal): Promise<void> {
  await Promise.race([options.inStep, pause(PATIENCE_MS, signal)]);
  if (signal.aborted) return;
  try {
    const places = await placesOf(options);
    await Promise.all(places.map((place) => keepOpen(place, options.logger, signal)));
  } catch (thrown) {
    await goOnWithout('the API', thrown, options.logger, signal);
  }
}

async function keepOpen({ name, open }: Place, logger: Logger, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await using server = await open();
      logger.info('serving the API', { what: name, where: server.url });
      await aborted(signal);
      return;
    } catch (thrown) {
      const error = DaemonError.from(thrown, `serve ${name}`);
      if (error.code !== 'port_busy') return goOnWithout(name, error, logger, signal);
      if (attempt === 0) logger.warn('no API here for now, trying again', { what: name, error: error.message });
      await pause(backoffMs(RETRY, attempt, Math.random()), signal);
    }
  }
}

/** What is wrong with the API is no reason to end the sync. */
async function goOnWithout(what: string, thrown: unknown, logger: Logger, signal: AbortSignal): Promise<void> {
  const { code, stack } = DaemonError.from(thrown, `serve ${what}`);
  logger.error('no API here', { what, code, error: stack });
  await aborted(signal);
}

async function placesOf({ config, service, version, logger }: ApiOptions): Promise<readonly Place[]> {
  const asks = readOnly(
    service,
    `writes are taken on the unix socket only (${config.unix_socket || 'none is configured'})`,
  );
  const [{ openRest }, { openGrpc }] = await Promise.all([
    import('../api/rest/server.ts'),
    import('../api/grpc/server.ts'),
  ]);
  const limits = {
    requestTimeoutMs: config.request_timeout_ms,
    maxBodyBytes: config.max_body_bytes,
    maxConnections: config.max_connections,
    maxRequestsPerS: config.max_requests_per_s,
  };
  const onFailure = (error: DaemonError): void => {
    if (error.code === 'bug') logger.error('a request failed; please report it', { error: error.stack });
  };
  const rest = { version, limits, onFailure };
  const unixSocket = async () => {
    await using opening = new AsyncDisposableStack();
    const grpc = opening.use(await openGrpc({ service, limits: config }));
    const { url } = opening.use(
      await openRest({ ...rest, service, place: { path: config.unix_socket }, onHttp2: grpc.accept }),
    );
    const resources = opening.move();
    return { url, [Symbol.asyncDispose]: () => resources.disposeAsync() };
  };
  const places: (Place | false)[] = [
    config.unix_socket !== '' && { name: 'REST and gRPC', open: unixSocket },
    config.rest_enabled && {
      name: 'REST, read-only',
      open: () => openRest({ ...rest, service: asks, place: { host: config.rest_address, port: config.rest_port } }),
    },
    config.grpc_enabled && {
      name: 'gRPC, read-only',
      open: () =>
        openGrpc({ service: asks, limits: config, place: { host: config.grpc_address, port: config.grpc_port } }),
    },
  ];
  return places.filter((place) => place !== false);
}
