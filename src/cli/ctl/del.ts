import type { ChangeResult } from '../../service/changes.ts';
import { formatChange } from './add.ts';
import { parseAddress } from './address.ts';
import type { Run } from './command.ts';
import type { Wire } from './wire.ts';

export const run: Run = async (given, { client, json, paint, write }) => {
  const { path, query, address, name } = parseAddress('del', given);
  const result = (await client.ask('DELETE', `/neighbors/${path}`, query)) as Wire<ChangeResult>;
  const about = { ip_address: address, interface: name };
  write(json ? `${JSON.stringify(result, null, 2)}\n` : formatChange('deleted', about, result, paint));
  return 0;
};
