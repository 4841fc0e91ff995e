import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { DaemonError } from '../../base/errors.ts';
import type { NeighsyncService } from '../../service/service.ts';
import type { Place } from './listen.ts';

/** As the section [api] of the configuration has them. */
export type RestLimits = {
  /** For a request to be sent, and again for its answer; a watch may last longer. */
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  readonly maxRequestsPerS: number;
};

export type RestOptions = {
  readonly service: NeighsyncService;
  readonly place: Place;
  readonly limits: RestLimits;
  /** Of the daemon; the document says it. */
  readonly version: string;
  /** Takes over connections that begin as HTTP/2 does, and ends them. Without it they are refused. */
  readonly onHttp2?: (socket: Socket) => void;
  /** Told of answers that say `bug`, and of what ended a watch. */
  readonly onFailure?: (error: DaemonError) => void;
  /** Default: the machine's. */
  readonly clock?: Pick<Clock, 'monotonicMs'>;
  /** How long a watch may take nothing before it is closed. Default 30 s. */
  readonly watchStallMs?: number;
};
