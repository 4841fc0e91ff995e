import type { StatusInfo } from '../../service/reports.ts';
import { formatTable } from '../table.ts';
import { formatSeconds } from './age.ts';
import type { Run } from './command.ts';
import { formatFields, formatValue, noWords } from './fields.ts';
import type { Paint } from './paint.ts';
import type { Wire } from './wire.ts';

export const run: Run = async ({ words }, { client, json, paint, write }) => {
  noWords('status', words);
  const status = (await client.ask('GET', '/status')) as Wire<StatusInfo>;
  write(json ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(status, paint));
  return 0;
};

export function formatStatus({ vrfs, uptime_secs, ...facts }: Wire<StatusInfo>, paint: Paint): string {
  const fields = Object.entries(facts).map(([name, fact]) => [name, formatValue(fact)] as const);
  const table = formatTable(
    ['VRF', 'TABLE', 'INTERFACES'],
    vrfs.map(({ name, table_id, interfaces }) => [name, formatValue(table_id), interfaces.join(' ')]),
    (text, _column, row) => (row < 0 ? paint.head(text) : text),
  );
  return `${formatFields([...fields, ['uptime', formatSeconds(uptime_secs)]])}\n${table}`;
}
