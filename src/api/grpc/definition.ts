import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { DaemonError } from '../../base/errors.ts';

/** What stands in the place of a request whose bytes are no such message. */
class Malformed {
  readonly reason: string;

  constructor(thrown: unknown) {
    this.reason = thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/**
 * The same service, but with requests that cannot be decoded handed on as such: by itself the library would answer INTERNAL.
 * To be told apart with `wellFormed`.
 */
export function tolerant(definition: ServiceDefinition): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => [name, tolerantMethod(method)]);
  return Object.fromEntries(methods) as ServiceDefinition;
}

function tolerantMethod<Request, Response>(method: MethodDefinition<Request, Response>): unknown {
  const requestDeserialize = (bytes: Buffer): Request | Malformed => {
    try {
      return method.requestDeserialize(bytes);
    } catch (thrown) {
      return new Malformed(thrown);
    }
  };
  return { ...method, requestDeserialize };
}

/** The request itself. Throws `invalid_argument` for one that could not be decoded. */
export function wellFormed<Request>(request: Request): Request {
  if (!(request instanceof Malformed)) return request;
  throw new DaemonError('invalid_argument', { op: 'request', message: `is malformed: ${request.reason}` });
}
