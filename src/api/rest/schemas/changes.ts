import { z } from 'zod';
import { flag, maybe, oneOf, text } from './kinds.ts';
import { NEIGHBOR } from './neighbors.ts';

export const CHANGE_RESULT = z.strictObject({
  database: oneOf(['acknowledged', 'no_row', 'pending'], 'Redis has it; policy gives it no row; or not yet.'),
  rule: maybe(text('The rule that decided.'), 'Null where there is nothing to explain.'),
  rule_text: maybe(text('What the rule says.')),
  neighbor: maybe(NEIGHBOR, 'As the kernel has it now; null when it is gone.'),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A value of the configuration, as far as a request may give one. */
const SETTING = z
  .union([scalar, z.array(scalar).max(1_000), z.null()], {
    error: () => 'is neither text, a number, true, false, a list of them, nor null',
  })
  .meta({ description: 'The new value; null takes back what was set so.' });

export const CONFIG_BODY = z.strictObject({
  values: z
    .record(z.string(), SETTING, { error: () => 'is not an object of keys and values ({"section.key": value})' })
    .meta({ description: 'By `section.key`, or `vrf.NAME.key`.', examples: [{ 'logging.level': 'debug' }] }),
});

export const RESYNC_BODY = z.strictObject({ vrf: text('Only the neighbors of this VRF.').optional() });

export const CONFIG_VALUE = z.strictObject({
  key: text('`section.key`, or `vrf.NAME.key`.'),
  value: z.unknown().meta({ description: '`***` for a secret that is set.' }),
  origin: text('`default`, a file, CONFIG_DB, a variable, a flag or `API`.'),
  live: flag('The running daemon can take on a new value.'),
  allowed: text('What is allowed, in words.'),
  default: z.unknown(),
});

export const CONFIG_VALUES = z.strictObject({ values: z.array(CONFIG_VALUE) });

export const CONFIG_CHANGE = z.strictObject({ key: z.string(), before: z.unknown(), after: z.unknown() });

export const CONFIG_REPORT = z.strictObject({
  applied: z.array(CONFIG_CHANGE).meta({ description: 'In force now.' }),
  needs_restart: z.array(CONFIG_CHANGE).meta({ description: 'Without effect before the next start.' }),
});
