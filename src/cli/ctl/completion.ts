import type { Command, Option, Run } from './command.ts';
import { COMMANDS, COMMON_OPTIONS } from './commands.ts';
import { usage } from './words.ts';

const SCRIPTS: Readonly<Record<string, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

export const run: Run = async ({ words }, { write }) => {
  const [shell = '', ...more] = words;
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined || more.length > 0)
    throw usage(`completion takes one of ${Object.keys(SCRIPTS).join(', ')}`);
  write(script());
  return 0;
};

type Options = Readonly<Record<string, Option>>;

function allOptions({ options }: Command): Options {
  return { ...options, ...COMMON_OPTIONS };
}

function flags(options: Options): string {
  return Object.keys(options)
    .map((name) => `--${name}`)
    .join(' ');
}

const names = Object.keys(COMMANDS).join(' ');

/** For `source <(neighctl completion bash)`. */
export function bashScript(): string {
  const values = [
    ...Object.entries(COMMANDS).flatMap(([name, { options }]) => bashValues(name, options)),
    ...bashValues('*', COMMON_OPTIONS),
  ];
  const commands = Object.entries(COMMANDS).map(([name, command]) => {
    const words = [...command.words, ...(name === 'help' ? [names] : []), flags(allOptions(command))].join(' ');
    return `    ${name}) words='${words}' ;;`;
  });
  const skipping = Object.entries(COMMON_OPTIONS).filter(([, { value }]) => value !== undefined);
  return `# completion of neighctl for bash
_neighctl() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} name= words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
    ${skipping.map(([name]) => `--${name}`).join('|')}) i=$((i + 1)) ;;
    -*) ;;
    *) name=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case $name:$prev in
${values.join('\n')}
  esac
  case $name in
    '') words='${names} ${flags(COMMON_OPTIONS)}' ;;
${commands.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _neighctl neighctl
`;
}

/** What may follow the options of a command that have a value. */
function bashValues(name: string, options: Options): readonly string[] {
  const valued = Object.entries(options).filter(([, { value }]) => value !== undefined);
  return valued.map(([option, { choices }]) => `    ${name}:--${option}) ${bashChoices(choices)} ;;`);
}

function bashChoices(choices: Option['choices']): string {
  if (choices === undefined) return 'return';
  if (choices === 'files') return 'COMPREPLY=($(compgen -f -- "$cur")); return';
  return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur")); return`;
}

/** For a file \`_neighctl\` in a folder of $fpath, or to be sourced after compinit. */
export function zshScript(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `    '${name}:${zshText(summary)}'`);
  const cases = Object.entries(COMMANDS).map(([name, command]) => {
    const options = Object.entries(allOptions(command)).map(([option, facts]) => zshOption(option, facts));
    const words = name === 'help' ? names : command.words.join(' ');
    const rest = words === '' ? '' : ` '*:word:(${words})'`;
    return `    ${name}) _arguments ${options.join(' ')}${rest} ;;`;
  });
  return `#compdef neighctl
# completion of neighctl for zsh
_neighctl() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local name=$words[2]
  words=("\${(@)words[2,-1]}")
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _neighctl ]; then _neighctl "$@"; else compdef _neighctl neighctl; fi
`;
}

function zshOption(name: string, { value, help, choices }: Option): string {
  const text = `--${name}${value === undefined ? '' : '='}[${zshText(help)}]`;
  if (value === undefined) return `'${text}'`;
  const action = choices === undefined ? ' ' : choices === 'files' ? '_files' : `(${choices.join(' ')})`;
  return `'${text}:${value}:${action}'`;
}

function zshText(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");
}

/** For ~/.config/fish/completions/neighctl.fish. */
export function fishScript(): string {
  const lines = Object.entries(COMMANDS).flatMap(([name, command]) => {
    const within = `-n '__fish_seen_subcommand_from ${name}'`;
    const words = name === 'help' ? names : command.words.join(' ');
    return [
      `complete -c neighctl -n __fish_use_subcommand -a ${name} -d '${fishText(command.summary)}'`,
      ...(words === '' ? [] : [`complete -c neighctl ${within} -a '${words}'`]),
      ...Object.entries(command.options).map(([option, facts]) => fishOption(within, option, facts)),
    ];
  });
  const common = Object.entries(COMMON_OPTIONS).map(([name, facts]) => fishOption('', name, facts));
  return ['# completion of neighctl for fish', 'complete -c neighctl -f', ...common, ...lines, ''].join('\n');
}

function fishOption(within: string, name: string, { value, help, choices }: Option): string {
  const takes = value === undefined ? '' : choices === 'files' ? ' -r -F' : ' -x';
  const list = Array.isArray(choices) ? ` -a '${choices.join(' ')}'` : '';
  return `complete -c neighctl ${within}${within === '' ? '' : ' '}-l ${name}${takes}${list} -d '${fishText(help)}'`;
}

function fishText(text: string): string {
  return text.replaceAll(/[\\']/g, '\\$&');
}
