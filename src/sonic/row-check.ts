import { DaemonError } from '../base/errors.ts';
import { isInterfaceName } from '../neighbor/interface-name.ts';
import { formatIp, parseIp } from '../neighbor/ip.ts';
import type { RowWrite } from '../neighbor/row.ts';
import { rowFamily } from '../neighbor/stored-row.ts';

/** One write to a table whose rows say all by their key: they have no fields (in SONiC `NULL` = `NULL`). */
export type KeyWrite =
  | { readonly kind: 'set_key'; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string };

/** IFNAMSIZ (linux/if.h) without its terminating zero. */
const IFNAME_MAX_BYTES = 15;

const IFNAME = /^[^\s/:]+$/;
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/**
 * The last check before a row is written: orchagent aborts on a key or a MAC that it cannot parse, and takes the switch
 * down with it. It parses the key of a delete too, but a delete may spell the address as it likes, because a row
 * with an unusual spelling must be removable.
 *
 * @throws DaemonError `bug`: whoever made the row should have dropped it
 */
export function validateWrite(write: RowWrite | KeyWrite): void {
  const fault = findFault(write);
  if (fault === undefined) return;
  throw new DaemonError('bug', { op: 'validate row', message: `${fault} in ${JSON.stringify(write)}` });
}

function findFault(write: RowWrite | KeyWrite): string | undefined {
  const split = write.key.indexOf(':');
  const name = write.key.slice(0, Math.max(split, 0));
  if (!isInterfaceName(name)) {
    if (!IFNAME.test(name)) return 'bad interface name';
    if (Buffer.byteLength(name) > IFNAME_MAX_BYTES) return 'interface name too long';
  }
  const text = write.key.slice(split + 1);
  const ip = parseIp(text);
  if (ip === undefined) return 'bad IP address';
  if (write.kind === 'delete') return undefined;
  if (formatIp(ip) !== text) return 'IP address not in canonical form';
  if (write.kind === 'set_key') return undefined;
  if (write.family !== rowFamily(ip)) return 'family does not match the IP address';
  return MAC.test(write.mac) ? undefined : 'bad MAC address';
}
