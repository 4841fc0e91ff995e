import type { Operation } from '../consumer.ts';
import { DATABASES } from '../switch-databases.ts';
import { Difference } from './difference.ts';
import { type Form, type Groups, words } from './parse.ts';
import { operations, redisCommand, running, type World } from './world.ts';

const OPERATION = '(?:SET|DEL) \\S+(?: [0-9a-f]{2}(?::[0-9a-f]{2}){5})?';

/** What orchagent must have seen, and what the daemon says of itself. */
export const HISTORY_FORMS: readonly Form[] = [
  {
    usage: 'expect consumer saw SET|DEL KEY [MAC] [before SET|DEL KEY [MAC]] [since MARK]',
    pattern: new RegExp(
      `^expect consumer saw (?<first>${OPERATION})( before (?<second>${OPERATION}))?( since (?<mark>\\S+))?$`,
    ),
    block: 'none',
    run: sawInOrder,
  },
  {
    usage: 'expect no operation [on KEY] since MARK',
    pattern: /^expect no operation( on (?<key>\S+))? since (?<mark>\S+)$/,
    block: 'none',
    run: (world, { key, mark }) => {
      const seen = since(world, mark).filter((one) => key === undefined || one.key === key);
      if (seen.length > 0)
        throw new Difference(
          ['UNEXPECTED OPERATIONS'],
          seen.map((one) => [describe(one)]),
        );
    },
  },
  {
    usage: 'expect metric NAME[{LABEL="VALUE"}] ==|!=|<|<=|>|>= VALUE',
    pattern: /^expect metric (?<name>\S+) (?<op>==|!=|<=|>=|<|>) (?<value>[\d.]+)$/,
    block: 'none',
    run: async (world, { name = '', op = '', value = '' }) => {
      const found = await running(world).metric(`neighsyncd_${name}`);
      if (!COMPARE[op]?.(found, Number(value)))
        throw new Difference(['METRIC', 'EXPECTED', 'FOUND'], [[name, `${op} ${value}`, String(found)]]);
    },
  },
  {
    usage: 'expect appl_db|state_db COMMAND OF redis-cli == ANSWER',
    pattern: /^expect (?<db>appl_db|state_db) (?<command>.+) == (?<answer>.+)$/,
    block: 'none',
    run: async (world, { db = '', command = '', answer = '' }) => {
      const found = await redisCommand(world, DATABASES[db as keyof typeof DATABASES], ...words(command));
      if (found !== answer) throw new Difference(['COMMAND', 'EXPECTED', 'FOUND'], [[command, answer, found]]);
    },
  },
  {
    usage: 'expect redis ran N COMMAND',
    pattern: /^expect redis ran (?<count>\d+) (?<command>[a-z]+)$/,
    block: 'none',
    run: async (world, { count = '', command = '' }) => {
      const stats = await redisCommand(world, DATABASES.appl_db, 'INFO', 'commandstats');
      const calls = new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? '0';
      if (calls !== count) throw new Difference(['COMMAND', 'EXPECTED', 'FOUND'], [[command, count, calls]]);
    },
  },
];

const COMPARE: Readonly<Record<string, (found: number, value: number) => boolean>> = {
  '==': (found, value) => found === value,
  '!=': (found, value) => found !== value,
  '<': (found, value) => found < value,
  '<=': (found, value) => found <= value,
  '>': (found, value) => found > value,
  '>=': (found, value) => found >= value,
};

/** The second operation must come after the first; other operations on the same keys may be anywhere. */
function sawInOrder(world: World, { first = '', second, mark }: Groups): void {
  const wanted = [first, ...(second === undefined ? [] : [second])];
  const seen = since(world, mark);
  let at = -1;
  for (const [index, want] of wanted.entries()) {
    at = seen.findIndex((one, position) => position > at && isSame(one, want));
    if (at >= 0) continue;
    const related = seen.filter(({ key }) => wanted.some((one) => one.split(' ')[1] === key)).map(describe);
    const head = ['MISSING', 'CONSUMER SAW OF THESE KEYS'];
    const missing = `${want}${index === 0 ? '' : ` after ${first}`}`;
    throw new Difference(head, [[missing, related[0] ?? 'nothing'], ...related.slice(1).map((one) => ['', one])]);
  }
}

function since(world: World, mark: string | undefined): readonly Operation[] {
  const from = mark === undefined ? 0 : world.marks.get(mark);
  if (from === undefined) throw new Error(`there is no mark ${mark}`);
  return operations(world).slice(from);
}

function isSame(operation: Operation, want: string): boolean {
  const [op, key, mac] = want.split(' ');
  return operation.op === op && operation.key === key && (mac === undefined || operation.fields['neigh'] === mac);
}

function describe({ op, key, fields }: Operation): string {
  return `${op} ${key} ${fields['neigh'] ?? ''}`.trimEnd();
}
