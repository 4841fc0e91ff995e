import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { systemClock } from '../../base/clock.ts';
import { DaemonError } from '../../base/errors.ts';
import { createRequestRate } from '../request-rate.ts';
import { errorStatus } from './error-status.ts';

export type AdmissionLimits = {
  readonly perSecond: number;
  readonly maxCalls: number;
  /** Calls that are open, this one among them. */
  readonly open: () => number;
};

/** Refuses calls that are too many, before anything of them is read. */
export function admission({ perSecond, maxCalls, open }: AdmissionLimits): ServerInterceptor {
  const rate = createRequestRate(perSecond, systemClock);
  const problem = (): string | undefined => {
    if (!rate.take()) return `more than ${perSecond} requests a second`;
    return open() > maxCalls ? `more than ${maxCalls} calls at once` : undefined;
  };
  return (_method, call) => {
    const message = problem();
    if (message !== undefined) call.sendStatus(errorStatus(new DaemonError('busy', { op: 'call', message })));
    return new ServerInterceptingCall(call);
  };
}
