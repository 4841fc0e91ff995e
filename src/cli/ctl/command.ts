import type { Client } from './client.ts';
import type { Paint } from './paint.ts';

/** What a command has to do with. */
export type Context = {
  readonly client: Client;
  /** The result as JSON. */
  readonly json: boolean;
  readonly paint: Paint;
  /** Lines and columns; undefined when nobody looks on. */
  readonly screen: () => { readonly rows: number; readonly columns: number } | undefined;
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
  /** Aborted when somebody has seen enough: Ctrl-C. */
  readonly enough: AbortSignal;
};

/** What was given after the name of a command. */
export type Given = {
  readonly words: readonly string[];
  /** The value of an option. */
  readonly text: (option: string) => string | undefined;
  readonly has: (option: string) => boolean;
};

/** Resolves with the exit status, or rejects with a DaemonError that has one. */
export type Run = (given: Given, context: Context) => Promise<number>;

export type Option = {
  readonly help: string;
  /** How the value is named; a flag has none. */
  readonly value?: string;
  /** What the value can be, where that is known; `files` of the machine. */
  readonly choices?: readonly string[] | 'files';
};

export type Command = {
  readonly summary: string;
  /** What may follow the name. */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Words that may stand there, for completion. */
  readonly words: readonly string[];
};

/** What can follow `neighctl`. */
export type CommandName =
  | 'show'
  | 'explain'
  | 'watch'
  | 'add'
  | 'del'
  | 'stats'
  | 'health'
  | 'status'
  | 'verify'
  | 'resync'
  | 'restart'
  | 'tune'
  | 'profile'
  | 'config'
  | 'completion'
  | 'version'
  | 'help';
