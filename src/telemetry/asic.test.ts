import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentSource } from '../config/sources.ts';
import { asicLabels } from './asic.ts';

const CASES: readonly (readonly [NodeJS.ProcessEnv, string | undefined])[] = [
  [{ NAMESPACE_ID: '0', NAMESPACE_PREFIX: 'asic' }, 'asic0'],
  [{ NAMESPACE_ID: '12', NAMESPACE_PREFIX: 'npu' }, 'npu12'],
  [{ NAMESPACE_ID: '3' }, 'asic3'],
  [{ NAMESPACE_ID: '3', NAMESPACE_PREFIX: '' }, 'asic3'],
  [{ NAMESPACE_ID: '', NAMESPACE_PREFIX: 'asic' }, undefined],
  [{ NAMESPACE_PREFIX: 'asic' }, undefined],
  [{ NAMESPACE_ID: 'kube-system' }, undefined],
  [{ NAMESPACE_ID: '1 ' }, undefined],
  [{}, undefined],
];
for (const [env, asic] of CASES) {
  test(`${JSON.stringify(env)} is ${asic ?? 'no ASIC of several'}`, () => {
    assert.deepEqual(asicLabels(env), asic === undefined ? {} : { asic });
  });
}

test('the variables of a namespace are no configuration', () => {
  assert.deepEqual(Object.keys(environmentSource({ NAMESPACE_ID: '0', NAMESPACE_PREFIX: 'asic' }).values), []);
});
