import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOf, routePath } from './path-table.ts';

const ENTRIES = [
  { method: 'POST', path: '/things' },
  { method: 'GET', path: '/things' },
  { method: 'GET', path: '/things/{name}' },
  { method: 'GET', path: '/things/{name}/parts' },
];

test('tells the methods of a path, each once; of none when there is no such path', () => {
  assert.deepEqual(methodsOf(ENTRIES, '/things'), ['GET', 'POST']);
  assert.deepEqual(methodsOf([...ENTRIES, ...ENTRIES], '/things/a:b%2f'), ['GET']);
  for (const path of ['', '/', '/thing', '/things/', '/things//parts', '/things/a/part', '/things/a/parts/b', 'things'])
    assert.deepEqual(methodsOf(ENTRIES, path), [], path);
});

test('writes a path as the router wants it', () => {
  assert.equal(routePath('/things/{name}/of/{other_one}'), '/things/:name/of/:other_one');
});
