/**
 * Why a request is refused for where it seems to come from; undefined when it is not. A page of another site can be made to
 * ask this machine, under a name of its own that it lets point here (DNS rebinding) or with an `Origin` of its own.
 *
 * @param isLocalSocket a unix socket: no browser reaches it, and its `Host` says nothing
 */
export function originProblem(
  host: string | undefined,
  origin: string | undefined,
  isLocalSocket: boolean,
): string | undefined {
  if (isLocalSocket) return origin === undefined ? undefined : `Origin ${JSON.stringify(origin)} on a unix socket`;
  if (host === undefined || !LOOPBACK_HOST.test(host))
    return `Host ${JSON.stringify(host ?? '')} is not localhost, an address in 127.0.0.0/8 or [::1]`;
  if (origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`) return undefined;
  return `Origin ${JSON.stringify(origin)} is not http://${host}`;
}

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
