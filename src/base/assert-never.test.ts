import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNever } from './assert-never.ts';

test('a variant that nobody handles is named', () => {
  const variant = { kind: 'surprise' } as never;
  assert.throws(() => assertNever(variant, 'event'), {
    name: 'TypeError',
    message: 'unhandled event: {"kind":"surprise"}',
  });
});
