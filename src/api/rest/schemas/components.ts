import { z } from 'zod';
import { CHANGE_RESULT, CONFIG_CHANGE, CONFIG_REPORT, CONFIG_VALUE } from './changes.ts';
import { FAILURE } from './failure.ts';
import { NEIGHBOR, NEIGHBOR_PAGE } from './neighbors.ts';
import { EXPLANATION, HEALTH, STATS, STATUS, VERIFY_REPORT } from './reports.ts';
import { WATCH_EVENT } from './watch.ts';

/** Schemas that the document names; the others stand where they are used. */
const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Neighbor: NEIGHBOR,
  NeighborPage: NEIGHBOR_PAGE,
  WatchEvent: WATCH_EVENT,
  ChangeResult: CHANGE_RESULT,
  Explanation: EXPLANATION,
  Health: HEALTH,
  Stats: STATS,
  Status: STATUS,
  VerifyReport: VERIFY_REPORT,
  ConfigValue: CONFIG_VALUE,
  ConfigChange: CONFIG_CHANGE,
  ConfigReport: CONFIG_REPORT,
  Failure: FAILURE,
};

export const COMPONENTS_PATH = '#/components/schemas/';

export type JsonSchema = Readonly<Record<string, unknown>>;

export type JsonSchemas = {
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** As named by the caller. */
  readonly inline: ReadonlyMap<string, JsonSchema>;
};

/** All named schemas, and those of the caller, which point to them. JSON Schema 2020-12, of what goes over the wire. */
export function jsonSchemas(inline: ReadonlyMap<string, z.ZodType>): JsonSchemas {
  const registry = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  // A schema may stand in several places; only one that is new has a name.
  for (const [id, schema] of inline) registry.add(schema.clone(), { id: `${INLINE}${id}` });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${COMPONENTS_PATH}${id}` });
  const all = Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema)] as const);
  return {
    components: Object.fromEntries(all.filter(([id]) => !id.startsWith(INLINE))),
    inline: new Map(
      all.filter(([id]) => id.startsWith(INLINE)).map(([id, schema]) => [id.slice(INLINE.length), schema]),
    ),
  };
}

const INLINE = 'inline ';

function withoutHead({ $schema, $id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
