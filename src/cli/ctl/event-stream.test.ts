import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseEventStream, type StreamEvent } from './event-stream.ts';

async function parse(parts: readonly string[]): Promise<readonly StreamEvent[]> {
  const given = async function* (): AsyncGenerator<string> {
    yield* parts;
  };
  return Array.fromAsync(parseEventStream(given()));
}

const TEXT =
  ': hello\n\nevent: changed\nid: r-1\ndata: {"a":\ndata: 1}\n\nretry: 5\ndata\n\nevent: gone\r\ndata:x:y\r\n\r\nevent: lost\n\ndata: unfinished\n';
const EVENTS: readonly StreamEvent[] = [
  { event: 'changed', id: 'r-1', data: '{"a":\n1}' },
  { event: 'message', id: 'r-1', data: '' },
  { event: 'gone', id: 'r-1', data: 'x:y' },
];

test('events have a kind, an id that holds on, and lines of data; what is not at its end is none', async () => {
  assert.deepEqual(await parse([TEXT]), EVENTS);
});

test('it does not matter in which parts the text comes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(TEXT.length)), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), TEXT.length];
      const parts = places.slice(1).map((end, place) => TEXT.slice(places[place], end));
      assert.deepEqual(await parse(parts), EVENTS);
    }),
  );
});

test('an event without an end does not fill the memory', async () => {
  for (const part of ['x'.repeat(65_536), `data: ${'x'.repeat(65_530)}\n`]) {
    await assert.rejects(parse(Array.from({ length: 100 }, () => part)), RangeError);
  }
});
