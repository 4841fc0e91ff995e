import type { z } from 'zod';
import type { ErrorCode } from '../../../base/errors.ts';
import type { NeighsyncService } from '../../../service/service.ts';
import { NO_FIELDS } from '../schemas/kinds.ts';
import { parseFields } from './parse-fields.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What was sent, as Fastify takes it apart. */
export type RawRequest = {
  readonly params: unknown;
  readonly query: unknown;
  /** Undefined: none was sent. */
  readonly body: unknown;
};

/** A revision makes the ETag. */
export type Answer = { readonly status: number; readonly data: unknown; readonly revision?: string };

export type Tag = 'neighbors' | 'state' | 'configuration' | 'control';

/** A request that can be made: all that the router, the document and the page need to know of it. */
export type OperationFacts<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
> = {
  /** The operationId of the document. */
  readonly id: string;
  readonly method: Method;
  /** Below `/api/v1`; `{name}` stands for one part. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly params: P;
  readonly query: Q;
  /** One that may be empty may be left out. */
  readonly body: B;
  /** The statuses of success, and what they mean. */
  readonly statuses: Readonly<Record<number, string>>;
  readonly data: z.ZodType;
  /** The answer is server-sent events, and `data` is in each of them. */
  readonly isStream?: true;
  /** Headers that it looks at, and what they mean. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Errors besides those that every request can end with. */
  readonly codes: readonly ErrorCode[];
};

export type Operation = OperationFacts & {
  /** Throws `invalid_argument` for fields that are unknown or of a wrong kind, and whatever the service throws. */
  readonly answer: (raw: RawRequest, service: NeighsyncService, signal: AbortSignal) => Promise<Answer>;
};

/** Of an operation that takes nothing. */
export const PLAIN = { params: NO_FIELDS, query: NO_FIELDS, body: NO_FIELDS, statuses: { 200: 'Done.' } };

type Run<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> = (
  request: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
  service: NeighsyncService,
  signal: AbortSignal,
) => Answer | Promise<Answer>;

/** An operation whose request has been looked at, field by field, before it runs. */
export function createOperation<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  definition: OperationFacts<P, Q, B> & { readonly run: Run<P, Q, B> },
): Operation {
  const { run, ...facts } = definition;
  const { params, query, body } = facts;
  return {
    ...facts,
    answer: async (raw, service, signal) => {
      const request = {
        params: parseFields(params, 'path', raw.params),
        query: parseFields(query, 'query', raw.query),
        body: parseFields(body, 'body', raw.body === undefined && mayBeEmpty(body) ? {} : raw.body),
      };
      return run(request, service, signal);
    },
  };
}

/** Whether a request may come without this body. */
export function mayBeEmpty(body: z.ZodObject): boolean {
  return body.safeParse({}).success;
}
