import { ERROR_CODES, type ErrorCode } from '../../base/errors.ts';
import type { OperationFacts } from './operations/operation.ts';
import { COMPONENTS_PATH, type JsonSchema } from './schemas/components.ts';
import { NO_FIELDS } from './schemas/kinds.ts';
import { HTTP_STATUS, PROTOCOL_STATUS } from './status.ts';

/** Any request can end with these. */
const ALWAYS: readonly ErrorCode[] = ['invalid_argument', 'forbidden', 'busy', 'deadline', 'aborted', 'bug'];
const WITH_BODY = [413, 415];
const FAILURE: JsonSchema = { $ref: `${COMPONENTS_PATH}Failure` };
const DESCRIPTION = 'x-response-description';
const NOT_MODIFIED = '304';

/** What an operation can answer, by status, as @fastify/swagger takes it. */
export function responsesOf(operation: OperationFacts, data: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const failures = failuresOf(operation);
  const answers = Object.entries(operation.statuses).map(([status, text]) => {
    const other = failures[status];
    const description = other === undefined ? text : `${text} Or: ${other}`;
    return [status, { [DESCRIPTION]: description, ...answer(status, data, other !== undefined, operation) }];
  });
  const errors = Object.entries(failures).map(([status, text]) => [status, { [DESCRIPTION]: text, ...FAILURE }]);
  const rest = { [DESCRIPTION]: 'Any other error.', ...FAILURE };
  return { ...Object.fromEntries(errors), ...Object.fromEntries(answers), default: rest };
}

/** By status, what is wrong then. */
function failuresOf({ codes, body }: OperationFacts): Readonly<Record<string, string>> {
  const texts = new Map<number, Set<string>>();
  const add = (status: number, text: string) => texts.set(status, (texts.get(status) ?? new Set()).add(text));
  for (const code of [...ALWAYS, ...codes]) add(HTTP_STATUS[code], `\`${code}\`: ${ERROR_CODES[code].meaning}`);
  if (body !== NO_FIELDS)
    for (const status of WITH_BODY) {
      const { code, meaning } = PROTOCOL_STATUS[status] ?? { code: 'invalid_argument', meaning: '' };
      add(status, `\`${code}\`: ${meaning}`);
    }
  return Object.fromEntries([...texts].map(([status, all]) => [`${status}`, `${[...all].join('; ')}.`]));
}

function answer(status: string, data: JsonSchema, orFailure: boolean, { isStream }: OperationFacts): JsonSchema {
  if (status === NOT_MODIFIED) return { type: 'null' };
  if (isStream) return { content: { 'text/event-stream': { schema: data } } };
  const success = {
    type: 'object',
    properties: { success: { const: true }, data },
    required: ['success', 'data'],
    additionalProperties: false,
  };
  return orFailure ? { anyOf: [success, FAILURE] } : success;
}
