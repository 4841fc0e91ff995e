import { DaemonError } from '../../base/errors.ts';
import type { ConfigReport } from '../../service/changes.ts';
import type { ConfigValue } from '../../service/reports.ts';
import type { Context, Run } from './command.ts';
import { noWords } from './fields.ts';
import type { Paint } from './paint.ts';
import { NEIGHCTL } from './socket.ts';
import type { Wire } from './wire.ts';
import { usage } from './words.ts';

const ACTIONS: readonly string[] = ['get', 'set', 'unset', 'reload'];

type Key = Wire<ConfigValue>;

export const run: Run = async ({ words }, context) => {
  const [action = 'get', ...rest] = words;
  switch (action) {
    case 'get':
      return get(rest, context);
    case 'set':
      return change(parseSettings(rest, await keysOf(context)), context);
    case 'unset':
      if (rest.length === 0) throw usage('config unset needs a KEY');
      return change(Object.fromEntries(rest.map((key) => [key, null])), context);
    case 'reload':
      noWords('config reload', rest);
      return report(await context.client.ask('POST', '/config/reload'), context);
    default:
      throw usage(`config: ${action} is not one of ${ACTIONS.join(', ')}`);
  }
};

async function keysOf({ client }: Context): Promise<readonly Key[]> {
  return ((await client.ask('GET', '/config')) as { readonly values: readonly Key[] }).values;
}

async function get(wanted: readonly string[], context: Context): Promise<number> {
  const keys = await keysOf(context);
  const chosen = wanted.length === 0 ? keys : wanted.flatMap((name) => named(keys, name));
  const { json, paint, write } = context;
  write(json ? `${JSON.stringify(chosen, null, 2)}\n` : formatKeys(chosen, paint));
  return 0;
}

/** A key, or all of a section. */
function named(keys: readonly Key[], name: string): readonly Key[] {
  const found = keys.filter(({ key }) => key === name || key.startsWith(`${name}.`));
  if (found.length > 0) return found;
  throw new DaemonError('not_found', {
    op: NEIGHCTL,
    message: `there is no key or section ${name} in the configuration`,
  });
}

/** `section.key = value  # where it comes from`. A secret that is set is shown as stars. */
export function formatKeys(keys: readonly Key[], paint: Paint): string {
  return keys
    .map(({ key, value, origin, live }) => {
      const note = live ? origin : `${origin}; a change needs a restart`;
      return `${key} = ${JSON.stringify(value)}  ${paint.faint(`# ${note}`)}\n`;
    })
    .join('');
}

/** Values are JSON, but plain text where the key wants text, and where they are no JSON. */
export function parseSettings(
  settings: readonly string[],
  keys: readonly Pick<Key, 'key' | 'default'>[],
): Readonly<Record<string, unknown>> {
  if (settings.length === 0) throw usage('config set needs KEY=VALUE');
  return Object.fromEntries(
    settings.map((setting) => {
      const equals = setting.indexOf('=');
      if (equals < 1) throw usage(`config set: ${JSON.stringify(setting)} is not of the form KEY=VALUE`);
      const [key, text] = [setting.slice(0, equals), setting.slice(equals + 1)];
      const value = jsonOf(text);
      const wantsText = typeof keys.find((known) => known.key === key)?.default === 'string';
      return [key, wantsText && typeof value !== 'string' ? text : value];
    }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function change(values: Readonly<Record<string, unknown>>, context: Context): Promise<number> {
  return report(await context.client.ask('PATCH', '/config', {}, { values }), context);
}

function report(answer: unknown, { json, paint, write }: Context): number {
  write(json ? `${JSON.stringify(answer, null, 2)}\n` : formatReport(answer as Wire<ConfigReport>, paint));
  return 0;
}

export function formatReport({ applied, needs_restart }: Wire<ConfigReport>, paint: Paint): string {
  if (applied.length + needs_restart.length === 0) return 'nothing has changed\n';
  const line = ({ key, before, after }: Wire<ConfigReport>['applied'][number]): string =>
    `${key}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`;
  return [
    ...applied.map((one) => `${line(one)}\n`),
    ...needs_restart.map((one) => `${line(one)} ${paint.fair('(needs a restart)')}\n`),
  ].join('');
}
