import { formatCount } from '../../app/format-count.ts';
import type { VerifyReport } from '../../service/reports.ts';
import { formatTable } from '../table.ts';
import type { Run } from './command.ts';
import { noWords } from './fields.ts';
import type { Paint } from './paint.ts';
import type { Wire } from './wire.ts';

/** Exit status when kernel and database differ; errors have others. */
const EXIT_DIFFERENT = 1;

export const run: Run = async ({ words }, { client, json, paint, write }) => {
  noWords('verify', words);
  const report = (await client.ask('POST', '/verify')) as Wire<VerifyReport>;
  write(json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report, paint));
  return report.equal ? 0 : EXIT_DIFFERENT;
};

export function formatReport({ equal, rows_equal, differences, kept }: Wire<VerifyReport>, paint: Paint): string {
  const head = (text: string, _column: number, row: number): string => (row < 0 ? paint.head(text) : text);
  const parts: string[] = [];
  if (differences.length > 0) {
    const rows = differences.map((one) => [one.kind, one.key, one.kernel, one.database]);
    parts.push(formatTable(['WHAT', 'KEY', 'KERNEL', 'DATABASE'], rows, head));
  }
  if (kept.length > 0) {
    const rows = kept.map(({ key, reason }) => [key, reason]);
    parts.push(formatTable(['KEPT', 'REASON'], rows, head));
  }
  const outcome = equal ? paint.good('equal') : paint.bad(formatCount(differences.length, 'difference'));
  const rest = `${formatCount(rows_equal, 'row')} as ${rows_equal === 1 ? 'it' : 'they'} should be, ${kept.length} kept`;
  return [...parts, `${outcome}: ${rest}\n`].join('\n');
}
