import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';

export type StreamedEvent = {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
};

export type EventStream = AsyncDisposable & {
  /** The next events, as many as wanted. */
  readonly take: (count: number) => Promise<readonly StreamedEvent[]>;
};

/** Follows server-sent events as a browser does; it is there once the answer has begun. */
export async function openEvents(url: string, path: string, headers: OutgoingHttpHeaders = {}): Promise<EventStream> {
  const { hostname: host, port } = new URL(url);
  const sent = request({ host, port, path, headers: { accept: 'text/event-stream', ...headers }, agent: false });
  sent.end();
  const [response]: IncomingMessage[] = await once(sent, 'response');
  assert.ok(response !== undefined);
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers['content-type'], 'text/event-stream');
  const events = read(response);
  return {
    take: async (count) => {
      const taken: StreamedEvent[] = [];
      while (taken.length < count) {
        const { value, done } = await events.next();
        assert.notEqual(done, true, 'the stream has ended');
        taken.push(value);
      }
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      response.destroy();
    },
  };
}

async function* read(response: IncomingMessage): AsyncGenerator<StreamedEvent, never> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const blocks = `${rest}${chunk}`.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => splitField(line)));
      const [event, data] = [fields.get('event'), fields.get('data')];
      if (event !== undefined && data !== undefined) yield { event, id: fields.get('id'), data: JSON.parse(data) };
    }
  }
  throw new Error('the stream has ended');
}

function splitField(line: string): readonly [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
