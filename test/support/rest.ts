import assert from 'node:assert/strict';
import { type OutgoingHttpHeaders, request } from 'node:http';
import type { Readable } from 'node:stream';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RestOptions } from '../../src/api/rest/options.ts';
import { openRest } from '../../src/api/rest/server.ts';
import { createFakeService, type FakeService } from './fake-service.ts';

export const PREFIX = '/api/v1';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** Undefined when it is not JSON. */
  readonly body: Body | undefined;
};

type Body = {
  readonly success: boolean;
  readonly data: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly details?: readonly Problem[] };
};
type Problem = { readonly field: string; readonly message: string };

export type Asked = {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** An object goes as JSON; text as it is. */
  readonly body?: unknown;
};

export type RestUnderTest = AsyncDisposable & {
  readonly url: string;
  readonly service: FakeService;
  readonly document: Document;
  /** Asks for a path below /api/v1; every answer is held to the document. */
  readonly ask: (path: string, asked?: Asked) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
};
type DocumentedOperation = {
  readonly operationId: string;
  readonly requestBody?: { readonly required?: boolean };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
};

const LIMITS: RestOptions['limits'] = {
  requestTimeoutMs: 30_000,
  maxBodyBytes: 4_096,
  maxConnections: 100,
  maxRequestsPerS: 100_000,
};

/** A server over a service in memory, on a port that the system chooses unless another place is given. */
export async function startRest(
  changes: Partial<Omit<RestOptions, 'limits' | 'service'>> & {
    readonly limits?: Partial<RestOptions['limits']>;
    readonly service?: FakeService;
  } = {},
): Promise<RestUnderTest> {
  const service = changes.service ?? createFakeService();
  const rest = await openRest({
    place: { host: '127.0.0.1', port: 0 },
    version: '0.1.0',
    onFailure: () => {},
    ...changes,
    service,
    limits: { ...LIMITS, ...changes.limits },
  });
  const raw = (path: string, asked: Asked = {}) => askRaw(rest.url, path, asked);
  const document = JSON.parse((await raw(`${PREFIX}/openapi.json`)).text);
  const holds = createCheck(document);
  return {
    url: rest.url,
    service,
    document,
    ask: async (path, asked = {}) => {
      const answer = await raw(`${PREFIX}${path}`, asked);
      holds(asked.method ?? 'GET', path, answer);
      return answer;
    },
    close: async () => await rest[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => rest[Symbol.asyncDispose](),
  };
}

/** Sends one request on a connection of its own, to a path as it is. */
export async function askRaw(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body }: Asked,
): Promise<Answer> {
  const isText = typeof body === 'string' || body === undefined;
  const place = url.startsWith('/') ? { socketPath: url } : { host: new URL(url).hostname, port: new URL(url).port };
  const type = isText ? {} : { 'content-type': 'application/json' };
  const sent = request({ ...place, method, path, headers: { ...type, ...headers }, agent: false });
  const answered = Promise.withResolvers<Answer>();
  sent.once('error', answered.reject);
  sent.once('response', async (response) => {
    const all = await heard(response);
    answered.resolve({ status: response.statusCode ?? 0, headers: response.headers, text: all, body: parsed(all) });
  });
  sent.end(isText ? body : JSON.stringify(body));
  return answered.promise;
}

/** All that a connection or an answer says until it ends, however it ends. */
export async function heard(stream: Readable): Promise<string> {
  let all = '';
  try {
    for await (const chunk of stream) all += String(chunk);
  } catch {
    // What was heard until then counts.
  }
  return all;
}

/** What stands in the data of an answer: `neighbors.0.state`, or of each in a list: `neighbors.*.state`. */
export function at({ body, text: all }: Answer, path: string): unknown {
  const go = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return value;
    assert.ok(typeof value === 'object' && value !== null, `no ${path} in ${all}`);
    if (name === '*') return Object.values(value).map((each) => go(each, rest));
    return go(Object.entries(value).find(([key]) => key === name)?.[1], rest);
  };
  return go(body?.data, path.split('.'));
}

/** Throws unless an answer is what the document says about its operation and status; any other is an error's envelope. */
function createCheck(document: Document): (method: string, path: string, answer: Answer) => void {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'document', ...document });
  const compiled = new Map<string, ValidateFunction>();
  const validator = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  return (method, path, { status, headers, body, text: all }) => {
    const template = templateOf(document, path.split('?', 1)[0] ?? '');
    const name = method.toLowerCase();
    const responses = document.paths[template ?? '']?.[name]?.responses;
    if (method === 'HEAD' || (responses?.[status] !== undefined && responses[status].content === undefined)) {
      assert.equal(all, '');
      return;
    }
    assert.match(`${headers['content-type']}`, /^application\/json/, all);
    const place = responses?.[status] === undefined ? 'default' : `${status}`;
    const pointer =
      responses === undefined
        ? '/components/schemas/Failure'
        : `/paths/${pointerPart(template ?? '')}/${name}/responses/${place}/content/${pointerPart('application/json')}/schema`;
    const validate = validator(pointer);
    assert.ok(validate(body), `${method} ${path} ${status}: ${ajv.errorsText(validate.errors)}: ${all.slice(0, 500)}`);
  };
}

function templateOf(document: Document, path: string): string | undefined {
  const parts = path.split('/');
  return Object.keys(document.paths).find((template) => {
    const names = template.split('/');
    return names.length === parts.length && names.every((name, at) => name.startsWith('{') || name === parts[at]);
  });
}

function pointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function parsed(all: string): Body | undefined {
  try {
    return JSON.parse(all);
  } catch {
    return undefined;
  }
}
