import { pause } from '../../base/abort.ts';
import { DaemonError } from '../../base/errors.ts';
import type { NeighsyncQueries } from '../../service/service.ts';
import {
  type HealthCheckResponse,
  type HealthServer,
  HealthCheckResponse_ServingStatus as Serving,
} from './gen/grpc/health/v1/health.ts';
import { type StreamLimits, streaming } from './streaming.ts';
import { type CallLimits, unary } from './unary.ts';

/** How often a watch of the health looks at it. */
const LOOK_MS = 1_000;
/** Others have to be let in, too. */
const MOST_WATCHES = 64;

/** The standard health service, as current as the service's own. `names` are those of the services that can be asked for. */
export function healthService(
  service: Pick<NeighsyncQueries, 'health'>,
  names: readonly string[],
  calls: CallLimits,
  streams: StreamLimits,
): HealthServer {
  const known = ['', ...names];
  let watches = 0;
  async function* counted(following: AsyncGenerator<HealthCheckResponse>): AsyncGenerator<HealthCheckResponse> {
    if (watches >= MOST_WATCHES)
      throw new DaemonError('busy', { op: 'watch health', message: `there are ${MOST_WATCHES} watches already` });
    watches++;
    try {
      yield* following;
    } finally {
      watches--;
    }
  }
  return {
    check: unary('check health', calls, ({ service: name }) => {
      if (known.includes(name)) return { status: servingOf(service) };
      const message = `there is no service ${JSON.stringify(name.slice(0, 64))}`;
      throw new DaemonError('not_found', { op: 'check health', message });
    }),
    list: unary('list health', calls, () => {
      const status = servingOf(service);
      return { statuses: new Map(known.map((name) => [name, { status }])) };
    }),
    watch: streaming('watch health', streams, ({ service: name }, signal) =>
      counted(follow(() => (known.includes(name) ? servingOf(service) : Serving.SERVICE_UNKNOWN), signal)),
    ),
  };
}

/** Not serving before both sides are known, either: what is asked of the daemon then is refused. */
function servingOf(service: Pick<NeighsyncQueries, 'health'>): Serving {
  const { status, ready } = service.health();
  return ready && status !== 'unhealthy' ? Serving.SERVING : Serving.NOT_SERVING;
}

async function* follow(look: () => Serving, signal: AbortSignal): AsyncGenerator<HealthCheckResponse> {
  let told: Serving | undefined;
  while (!signal.aborted) {
    const status = look();
    if (status !== told) yield { status };
    told = status;
    await pause(LOOK_MS, signal);
  }
}
