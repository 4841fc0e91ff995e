import { DaemonError } from '../base/errors.ts';
import { BYTE_KINDS, CAPTURE_KINDS, type CaptureKind, type CaptureRecord } from './capture-record.ts';

/** A record, and when it was made: milliseconds of a clock that never jumps, from the beginning of the capture. */
export type TimedRecord = CaptureRecord & { readonly atMs: number };

const LINE = /^(\d{1,12}\.\d{6}) ([a-z_]+)(?: (.*))?$/;

/**
 * A record as a line: seconds, kind, and the datagram in hex or the rest as JSON.
 *
 *     12.034567 event 4c0000001c000000...
 *     12.100000 read {"what":"keys","keys":["Ethernet0:10.0.0.2"]}
 *     12.100250 drained
 */
export function formatLine(record: CaptureRecord, atMs: number): string {
  const { kind, ...content } = record;
  const head = `${(atMs / 1000).toFixed(6)} ${kind}`;
  if ('bytes' in content) return `${head} ${Buffer.from(content.bytes).toString('hex')}`;
  return Object.keys(content).length === 0 ? head : `${head} ${JSON.stringify(content, plain)}`;
}

/** A set as a list, a map as an object, a row as its three values. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return Object.fromEntries(value);
  if (typeof value === 'object' && value !== null && 'neigh' in value && 'key' in value && 'family' in value)
    return [value.key, value.neigh ?? null, value.family ?? null];
  return value;
}

/**
 * Reads a line; undefined for a comment (`#`) or an empty one.
 *
 * @param where names the line in the error
 * @throws DaemonError `capture_invalid`
 */
export function parseLine(text: string, where: string): TimedRecord | undefined {
  if (text === '' || text.startsWith('#')) return undefined;
  const invalid = (message: string): DaemonError => new DaemonError('capture_invalid', { op: where, message });
  const [, seconds, kind = '', rest] = LINE.exec(text) ?? [];
  if (seconds === undefined) throw invalid(`${shorten(text)} is not "SECONDS KIND [CONTENT]"`);
  if (!isKind(kind)) throw invalid(`kind ${kind} is not one of ${Object.keys(CAPTURE_KINDS).join(', ')}`);
  const content = BYTE_KINDS.has(kind) ? { bytes: hexBytes(rest, invalid) } : jsonValue(rest, invalid);
  const parsed = CAPTURE_KINDS[kind].safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${kind}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  return { ...parsed.data, kind, atMs: Number(seconds) * 1000 } as TimedRecord;
}

function isKind(kind: string): kind is CaptureKind {
  return Object.hasOwn(CAPTURE_KINDS, kind);
}

function hexBytes(text: string | undefined, invalid: (message: string) => DaemonError): Uint8Array {
  if (text === undefined || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw invalid(`${shorten(text ?? '')} is not a datagram in hex`);
  }
  return Uint8Array.fromHex(text);
}

function jsonValue(text: string | undefined, invalid: (message: string) => DaemonError): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`${shorten(text)} is not JSON`);
  }
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
