import { until } from '../until.ts';
import { Difference } from './difference.ts';
import { HISTORY_FORMS } from './history-forms.ts';
import { KERNEL_FORMS } from './kernel-forms.ts';
import type { Form, Scenario, Step } from './parse.ts';
import { SWITCH_FORMS } from './switch-forms.ts';
import { TABLE_FORMS } from './table-forms.ts';
import type { World } from './world.ts';

const LOG_LINES = 8;

/** Everything that a scenario can say. */
export const FORMS: readonly Form[] = [...KERNEL_FORMS, ...SWITCH_FORMS, ...TABLE_FORMS, ...HISTORY_FORMS];

/** Plays a scenario to its end; the first step that fails is thrown with its line, the difference, and the daemon's log. */
export async function play({ steps }: Scenario, world: World): Promise<void> {
  for (const step of steps) await playStep(step, world).catch((error: Error) => fail(step, world, error));
}

async function playStep({ form, groups, block, withinMs }: Step, world: World): Promise<void> {
  if (withinMs === undefined) return form.run(world, groups, block);
  let last: Difference | undefined;
  const holds = async (): Promise<boolean> => {
    try {
      await form.run(world, groups, block);
      return true;
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      last = error;
      return false;
    }
  };
  await until('it holds', holds, withinMs).catch((error: Error) => {
    throw last ?? error;
  });
}

function fail({ at, text }: Step, { daemon }: World, cause: Error): never {
  const log = (daemon?.log ?? []).slice(-LOG_LINES).map((line) => `  ${JSON.stringify(line)}\n`);
  const told = log.length === 0 ? '' : `\nthe daemon logged last\n${log.join('')}`;
  const error = new Error(`${at}: ${text}\n\n${cause.message.trimEnd()}\n${told}`);
  // Where it happened is the line of the scenario, not our stack, unless it is our own fault.
  error.stack = cause instanceof TypeError ? `${error.message}${cause.stack}` : error.message;
  throw error;
}
