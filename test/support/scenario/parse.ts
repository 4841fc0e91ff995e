import type { World } from './world.ts';

/** A line of a scenario, and where it stands, as `file:line`. */
export type Line = { readonly at: string; readonly text: string };

/** One thing that a scenario can say. */
export type Form = {
  /** how it is written; the documentation of the format has the same */
  readonly usage: string;
  /** what the whole line must be; its groups are what `run` gets */
  readonly pattern: RegExp;
  /** whether indented lines may, must or cannot follow */
  readonly block: 'none' | 'optional' | 'required';
  /** throws a `Difference`, or whatever went wrong */
  readonly run: (world: World, groups: Groups, block: readonly Line[]) => Promise<void> | void;
};

export type Groups = Readonly<Record<string, string | undefined>>;

/** A line understood; `withinMs` is how long it may take to come true. */
export type Step = Line & {
  readonly form: Form;
  readonly groups: Groups;
  readonly block: readonly Line[];
  readonly withinMs: number | undefined;
};

export type Scenario = { readonly title: string; readonly steps: readonly Step[] };

/** Reads a scenario; throws for the first line that means nothing, with `file:line`, before anything has run. */
export function parseScenario(text: string, path: string, forms: readonly Form[]): Scenario {
  const [title, ...rest] = numbered(text, path);
  if (title === undefined) throw new Error(`${path}:1: a scenario begins with a line that says what it is about`);
  const steps: Step[] = [];
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    if (isIndented(line)) throw new Error(`${line.at}: belongs to no step: ${line.text.trim()}`);
    const block: Line[] = [];
    for (let next = rest[0]; next !== undefined && isIndented(next); next = rest[0]) {
      block.push({ at: next.at, text: next.text.trim() });
      rest.shift();
    }
    steps.push(understand(line, block, forms));
  }
  if (steps.length === 0) throw new Error(`${title.at}: has no steps`);
  return { title: title.text, steps };
}

/** Splits at white space, except within double quotes, which go. */
export function words(text: string): readonly string[] {
  return Array.from(text.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

/** The lines that say something: no comments, which begin with `# `, no empty lines. */
function numbered(text: string, path: string): Line[] {
  return text
    .split('\n')
    .map((line, index) => ({ at: `${path}:${index + 1}`, text: line.replace(/(^|\s)#(\s.*)?$/, '').trimEnd() }))
    .filter((line) => line.text !== '');
}

function isIndented({ text }: Line): boolean {
  return text.startsWith(' ');
}

function understand({ at, text }: Line, block: readonly Line[], forms: readonly Form[]): Step {
  const [, seconds, said = text] = /^within (\d+) s (expect .*)$/.exec(text) ?? [];
  const withinMs = seconds === undefined ? undefined : Number(seconds) * 1000;
  for (const form of forms) {
    const match = form.pattern.exec(said);
    if (match === null) continue;
    if (form.block === 'required' && block.length === 0) throw new Error(`${at}: needs indented lines: ${text}`);
    if (form.block === 'none' && block[0] !== undefined) throw new Error(`${block[0].at}: belongs to no step`);
    return { at, text, form, groups: { ...match.groups }, block, withinMs };
  }
  throw new Error(`${at}: means nothing: ${text}`);
}
