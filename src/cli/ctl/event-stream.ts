/** One event of a stream (the HTML standard, "Server-sent events"). */
export type StreamEvent = { readonly event: string; readonly id: string; readonly data: string };

/** No event of ours is nearly so long. */
const MAX_BUFFERED = 4 * 1024 * 1024;

/**
 * The events within the text, whatever the parts are in which it comes. Comments, and events without data, are left out.
 *
 * Throws a RangeError for an event that does not come to an end.
 */
export async function* parseEventStream(parts: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let id = '';
  let held = 0;
  for await (const part of parts) {
    rest += part;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', id, data: data.join('\n') };
        event = '';
        data = [];
        held = 0;
        continue;
      }
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id' && !value.includes('\0')) id = value;
      held += line.length;
    }
    if (rest.length + held > MAX_BUFFERED) throw new RangeError('an event has no end');
  }
}
