import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { DaemonError } from '../base/errors.ts';
import { parseLine, type TimedRecord } from './capture-line.ts';

/**
 * The records of a capture file, in order. A last line that was cut short, by a crash or a full disk, is left out.
 *
 * @throws DaemonError `capture_invalid` that names file, line and value, or why the file cannot be read
 */
export async function* readCapture(file: string): AsyncGenerator<TimedRecord> {
  let number = 0;
  let unreadable: unknown;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (unreadable !== undefined) throw unreadable;
      number++;
      try {
        const record = parseLine(line, `${file} line ${number}`);
        if (record !== undefined) yield record;
      } catch (thrown) {
        unreadable = thrown;
      }
    }
    if (unreadable !== undefined && (await endsWithNewline(file))) throw unreadable;
  } catch (thrown) {
    if (thrown instanceof DaemonError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new DaemonError('capture_invalid', { op: `read ${file}`, message, cause: thrown });
  }
}

async function endsWithNewline(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const last = new Uint8Array(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
