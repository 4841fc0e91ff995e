import { formatMac } from '../neighbor/mac.ts';
import type { PendingWrite } from '../neighbor/pending.ts';
import type { RowWrite } from '../neighbor/row.ts';
import { rowFamily } from '../neighbor/stored-row.ts';
import type { Image } from './image.ts';

/** A pending write in the text forms of the database. */
export function rowWrite({ mirror }: Image, { id, kind, mac }: PendingWrite): RowWrite {
  const key = mirror.key(id);
  if (kind === 'delete') return { kind, key };
  return { kind, key, mac: formatMac(mac), family: rowFamily(mirror.ip(id)) };
}
