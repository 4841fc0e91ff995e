import { ADD_WORDS } from './add-words.ts';
import type { Command, CommandName, Option } from './command.ts';
import { FILTER_OPTIONS, FILTER_WORDS } from './filters.ts';

const INTERFACE: Readonly<Record<string, Option>> = {
  interface: { value: 'NAME', help: 'the interface, where the address is on several' },
};

/** What every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  socket: {
    value: 'PATH',
    help: 'socket of the daemon (else $NEIGHCTL_SOCKET, /run/neighsyncd/api.sock, ./.run/api.sock)',
    choices: 'files',
  },
  timeout: { value: 'SECONDS', help: 'how long to wait for an answer (1 to 600, default 60)' },
  json: { help: 'the result as JSON; of a watch, one object a line' },
  'no-color': { help: 'no colours; $NO_COLOR does the same' },
  help: { help: 'print this' },
};

/** All commands of neighctl. Help, completion and the README are made of this, or held to it. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  show: {
    summary: 'list neighbors, all or those for which the conditions hold',
    usage: '[IP|PREFIX] [dev IF] [nud STATE] [vrf NAME] [--watch]',
    options: { ...FILTER_OPTIONS, watch: { help: 'go on with what changes: a table on a terminal, else lines' } },
    words: FILTER_WORDS,
  },
  explain: {
    summary: 'say why a neighbor has its row, or none, and what happened to it',
    usage: 'IP [dev IF]',
    options: INTERFACE,
    words: ['dev'],
  },
  watch: {
    summary: 'print a line for each change, until Ctrl-C',
    usage: '[IP|PREFIX] [dev IF] [nud STATE] [vrf NAME]',
    options: {
      ...FILTER_OPTIONS,
      'from-revision': { value: 'REVISION', help: 'only what came after it; `revision` of --json' },
    },
    words: FILTER_WORDS,
  },
  add: {
    summary: 'put a neighbor into the kernel, and wait for its row',
    usage: 'IP lladdr MAC dev IF [permanent|reachable|stale] [extern_learn] [router]',
    options: {
      mac: { value: 'MAC', help: 'as lladdr' },
      interface: { value: 'NAME', help: 'as dev' },
      state: { value: 'STATE', help: 'as nud', choices: ['permanent', 'reachable', 'stale'] },
      'extern-learn': { help: 'as extern_learn: a control plane has it from elsewhere' },
      router: { help: 'as router' },
    },
    words: ADD_WORDS,
  },
  del: {
    summary: 'take a neighbor out of the kernel, and wait until its row is gone',
    usage: 'IP [dev IF]',
    options: INTERFACE,
    words: ['dev'],
  },
  stats: {
    summary: 'print what the daemon has counted since its start',
    usage: '',
    options: {},
    words: [],
  },
  health: {
    summary: 'say how the daemon is; exit status 0 healthy, 1 degraded, 2 unhealthy',
    usage: '',
    options: {},
    words: [],
  },
  status: {
    summary: 'print connections, sizes and VRFs',
    usage: '',
    options: {},
    words: [],
  },
  verify: {
    summary: 'let the daemon compare kernel and database; exit status 0 equal, 1 different',
    usage: '',
    options: {},
    words: [],
  },
  resync: {
    summary: 'let the daemon read both sides again, or the neighbors of one VRF',
    usage: '[--vrf NAME]',
    options: { vrf: { value: 'NAME', help: 'only the neighbors of this VRF' } },
    words: [],
  },
  restart: {
    summary: 'open the kernel socket and the connections to Redis anew, within the same process',
    usage: '',
    options: {},
    words: [],
  },
  tune: {
    summary: 'print what the tuner does, and why',
    usage: '',
    options: {},
    words: [],
  },
  profile: {
    summary: 'print where the time goes; cpu and heap write a profile file on the machine of the daemon',
    usage: '[cpu|heap]',
    options: {},
    words: ['cpu', 'heap'],
  },
  config: {
    summary: 'print the configuration in force; set keys until the daemon ends; read all sources again',
    usage: 'get [KEY...] | set KEY=VALUE... | unset KEY... | reload',
    options: {},
    words: ['get', 'set', 'unset', 'reload'],
  },
  completion: {
    summary: 'print a script that lets a shell complete all this',
    usage: 'bash|zsh|fish',
    options: {},
    words: ['bash', 'zsh', 'fish'],
  },
  version: {
    summary: 'print the version',
    usage: '',
    options: {},
    words: [],
  },
  help: {
    summary: 'print this, or what a command takes',
    usage: '[COMMAND]',
    options: {},
    words: [],
  },
};
