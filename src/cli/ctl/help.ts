import type { CommandName, Option, Run } from './command.ts';
import { COMMANDS, COMMON_OPTIONS } from './commands.ts';
import { usage } from './words.ts';

export const run: Run = async ({ words }, { write }) => {
  const [name, ...more] = words;
  if (more.length > 0) throw usage(`help takes one COMMAND, and not ${words.join(' ')}`);
  write(name === undefined ? formatHelp() : formatCommandHelp(parseCommandName(name)));
  return 0;
};

/** Throws `usage` that names all commands. */
export function parseCommandName(name: string): CommandName {
  if (isCommandName(name)) return name;
  throw usage(`${name} is not one of ${Object.keys(COMMANDS).join(', ')}`);
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

export function formatHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  const more = 'neighctl help COMMAND says what a command takes';
  return [
    'usage: neighctl COMMAND [OPTIONS]',
    '',
    ...commands,
    '',
    'options:',
    ...options(COMMON_OPTIONS),
    '',
    more,
    '',
  ].join('\n');
}

export function formatCommandHelp(name: CommandName): string {
  const { usage: follows, summary, options: own } = COMMANDS[name];
  const head = `usage: neighctl ${name} ${follows}`.trimEnd();
  return [head, '', summary, '', 'options:', ...options({ ...own, ...COMMON_OPTIONS }), ''].join('\n');
}

function options(known: Readonly<Record<string, Option>>): readonly string[] {
  return Object.entries(known).map(([name, { value, help, choices }]) => {
    const left = value === undefined ? `--${name}` : `--${name} ${value}`;
    const allowed = Array.isArray(choices) ? `: ${choices.join(', ')}` : '';
    return `  ${left.padEnd(26)}${help}${allowed}`;
  });
}
