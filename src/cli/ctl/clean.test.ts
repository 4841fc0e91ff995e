import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clean, cleanLines, cleanText } from './clean.ts';

const HARMFUL = ['\x1b', '\x07', '\r', '\n', '\x7f', '\x9b', '\u202e', '\u200f', '\u2028', '\ud800'];

for (const text of HARMFUL) {
  test(`${JSON.stringify(text)} does not reach a terminal`, () => {
    assert.equal(cleanText(`a${text}b`), 'a\ufffdb');
    assert.deepEqual(clean({ [`k${text}`]: [`a${text}`, { x: text }] }), { 'k\ufffd': ['a\ufffd', { x: '\ufffd' }] });
  });
}

test('lines stay apart where there may be several', () => {
  assert.equal(cleanLines('a\nb\x1b[2J\nc'), 'a\nb\ufffd[2J\nc');
});

test('everything else stays as it is', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.deepEqual(clean(value), value)));
  assert.equal(cleanText('Ethernet0 é 漢 😀 '), 'Ethernet0 é 漢 😀 ');
});
