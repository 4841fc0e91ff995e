import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { OPERATIONS, PREFIX } from './operations/all.ts';
import { type Method, mayBeEmpty, type OperationFacts } from './operations/operation.ts';
import { WATCH } from './operations/watch.ts';
import { responsesOf } from './responses.ts';
import { type JsonSchema, type JsonSchemas, jsonSchemas } from './schemas/components.ts';

const ALL: readonly OperationFacts[] = [...OPERATIONS, WATCH];

const TAGS = [
  { name: 'neighbors', description: 'What the kernel has, and what became of it in the database.' },
  { name: 'state', description: 'How the daemon is, and what it did.' },
  { name: 'configuration', description: 'What it was told.' },
  { name: 'control', description: 'What it can be made to do.' },
];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Undefined: not in the document. */
    readonly operation?: OperationFacts;
  }
}

/** How the OpenAPI 3.1 document is made from the operations, with the schemas that requests are looked at with. */
export function documentOptions(version: string): FastifyDynamicSwaggerOptions {
  const schemas = jsonSchemas(new Map(ALL.flatMap(partsOf)));
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'neighsyncd',
        version,
        description: 'Neighbors of the Linux kernel, and the daemon that keeps APPL_DB equal to them. See docs/API.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: PREFIX, description: 'This daemon.' }],
      tags: TAGS,
      security: [],
      components: { schemas: { ...schemas.components } },
    },
    convertConstToEnum: false,
    transform: ({ url, route }) => {
      const operation = route.config?.operation;
      return { url, schema: operation === undefined ? { hide: true } : operationSchema(operation, schemas) };
    },
    transformObject: (made) => ('openapiObject' in made ? withOptionalBodies(made.openapiObject) : made.swaggerObject),
  };
}

function partsOf({ id, params, query, body, data }: OperationFacts) {
  const parts = { params, query, body, data };
  return Object.entries(parts).map(([name, schema]) => [`${id} ${name}`, schema] as const);
}

function operationSchema(operation: OperationFacts, { inline }: JsonSchemas) {
  const { id, tag, summary, headers = {} } = operation;
  const part = (name: string): JsonSchema => inline.get(`${id} ${name}`) ?? {};
  const some = (name: string, key: string) => (hasFields(part(name)) ? { [key]: part(name) } : {});
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...some('params', 'params'),
    ...some('query', 'querystring'),
    ...some('body', 'body'),
    ...(Object.keys(headers).length === 0 ? {} : { headers: headersSchema(headers) }),
    response: responsesOf(operation, part('data')),
  };
}

function hasFields({ properties }: JsonSchema): boolean {
  return typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0;
}

function headersSchema(headers: Readonly<Record<string, string>>): JsonSchema {
  const entries = Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]);
  return { type: 'object', properties: Object.fromEntries(entries) };
}

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>;
type Made = Extract<Parameters<Transform>[0], { readonly openapiObject: unknown }>['openapiObject'];

/** @fastify/swagger takes every body for required. */
function withOptionalBodies(document: Made): Made {
  for (const { path, method, body } of ALL) {
    const operation = document.paths?.[path]?.[method.toLowerCase() as Lowercase<Method>];
    const requestBody = operation?.requestBody;
    if (requestBody !== undefined && 'content' in requestBody) requestBody.required = !mayBeEmpty(body);
  }
  return document;
}
