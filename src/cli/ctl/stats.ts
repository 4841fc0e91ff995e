import type { StatsInfo } from '../../service/reports.ts';
import { formatSeconds } from './age.ts';
import type { Run } from './command.ts';
import { formatFields, formatValue, noWords } from './fields.ts';
import type { Wire } from './wire.ts';

export const run: Run = async ({ words }, { client, json, write }) => {
  noWords('stats', words);
  const stats = (await client.ask('GET', '/stats')) as Wire<StatsInfo>;
  write(json ? `${JSON.stringify(stats, null, 2)}\n` : formatStats(stats));
  return 0;
};

export function formatStats({ uptime_secs, ...counts }: Wire<StatsInfo>): string {
  const fields = Object.entries(counts).map(([name, count]) => [name, formatValue(count)] as const);
  return formatFields([...fields, ['uptime', formatSeconds(uptime_secs)]]);
}
