import type { Explanation, HistoryEntry } from '../../service/reports.ts';
import { parseAddress } from './address.ts';
import { formatAge } from './age.ts';
import type { Run } from './command.ts';
import { formatEntry, type Neighbor } from './neighbor-table.ts';
import type { Paint } from './paint.ts';
import type { Wire } from './wire.ts';

export const run: Run = async (given, { client, json, paint, write, nowMs }) => {
  const { address, path, query } = parseAddress('explain', given);
  const answer = (await client.ask('GET', `/explain/${path}`, query)) as Answer;
  const { explanations: found } = answer;
  if (json) write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (found.length === 0) write(`${address}: the kernel has no such neighbor, and had none a while ago\n`);
  else write(found.map((one) => formatExplanation(one, nowMs(), paint)).join('\n'));
  return found.length === 0 ? 1 : 0;
};

type Answer = { readonly explanations: readonly Wire<Explanation>[] };

const LABEL_WIDTH = 13;

/** Why a row is there, or is not: what the kernel has, the rule that decided, what the database has, and what happened. */
export function formatExplanation(explanation: Wire<Explanation>, nowMs: number, paint: Paint): string {
  const { ip_address, interface: name, kernel, known, configuration, history } = explanation;
  const lines = [
    paint.head(`${ip_address} on ${name}`),
    line('kernel', kernel === null ? 'no such neighbor' : entry(kernel, nowMs, paint)),
    ...(sameEntry(kernel, known) ? [] : [line('daemon', known === null ? 'none' : entry(known, nowMs, paint))]),
    line('verdict', verdictText(explanation, paint)),
    ...configuration.map((one, place) =>
      line(
        place === 0 ? 'depends on' : '',
        `${one.key} = ${JSON.stringify(one.value)}  ${paint.faint(`# ${one.origin}`)}`,
      ),
    ),
    line('database', databaseText(explanation, paint)),
    ...history.map((one, place) => line(place === 0 ? 'history' : '', happened(one, nowMs))),
  ];
  return `${lines.join('\n')}\n`;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

function entry(neighbor: Neighbor, nowMs: number, paint: Paint): string {
  return `${formatEntry(neighbor, paint)}, changed ${formatAge(neighbor.last_changed, nowMs)} ago`;
}

function sameEntry(kernel: Neighbor | null, known: Neighbor | null): boolean {
  if (kernel === null || known === null) return kernel === known;
  return (
    kernel.state === known.state &&
    kernel.mac_address === known.mac_address &&
    kernel.flags.join() === known.flags.join()
  );
}

function verdictText({ verdict }: Wire<Explanation>, paint: Paint): string {
  const { kind, rule, text, mac_address } = verdict;
  switch (kind) {
    case 'row':
      return `${paint.good(`row with ${mac_address ?? '-'}`)}, by rule ${rule}: ${text}`;
    case 'absent':
      return `${paint.fair('no row')}, by rule ${rule}: ${text}`;
    case 'hold':
      return `${paint.fair('what is there stays')}, by rule ${rule}: ${text}`;
  }
}

function databaseText({ database }: Wire<Explanation>, paint: Paint): string {
  const { row, error, pending, kept } = database;
  const there = row === null ? 'no row' : `neigh ${row.neigh ?? '(none)'}, family ${row.family ?? '(none)'}`;
  const more = [
    pending ? paint.fair('a change is on its way') : [],
    kept === null ? [] : `kept on purpose: ${kept}`,
  ].flat();
  return [error === null ? there : paint.bad(`not known: ${error}`), ...more].join('; ');
}

function happened({ at, what, state, mac_address }: Wire<HistoryEntry>, nowMs: number): string {
  const words = [what.replaceAll('_', ' '), state, mac_address].filter((word) => word !== null);
  return `${at}  ${formatAge(at, nowMs).padStart(6)} ago  ${words.join(' ')}`;
}
