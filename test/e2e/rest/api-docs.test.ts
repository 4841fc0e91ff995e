import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPERATIONS, PREFIX } from '../../../src/api/rest/operations/all.ts';
import { WATCH } from '../../../src/api/rest/operations/watch.ts';
import { WATCH_EVENT } from '../../../src/api/rest/schemas/watch.ts';
import { HTTP_STATUS, PROTOCOL_STATUS } from '../../../src/api/rest/status.ts';
import { API } from '../../../src/config/api.ts';
import { code, read, tableOf } from '../../support/documents.ts';

const text = read('docs/API.md');

test('docs/API.md lists every route with what it does, and no other', () => {
  const rows = [...OPERATIONS, WATCH].map(({ method, path, summary }) => [method, code(PREFIX + path), summary]);
  const pages = [
    ['GET', code(`${PREFIX}/openapi.json`), 'All of this as OpenAPI 3.1'],
    ['GET', code(`${PREFIX}/docs`), 'The same as a page to read'],
  ];
  assert.deepEqual(tableOf(text, '| method | path | what |'), [...rows, ...pages]);
});

test('docs/API.md gives the status of every error code, and no other', () => {
  const rows = Object.entries(HTTP_STATUS).map(([name, status]) => [code(name), `${status}`]);
  assert.deepEqual(tableOf(text, '| code | status |'), rows);
  const others = Object.entries(PROTOCOL_STATUS).map(([status, { code: name, meaning }]) => [
    status,
    code(name),
    meaning,
  ]);
  assert.deepEqual(tableOf(text, '| status | code | when |'), others);
});

test('docs/API.md lists the events of a watch', () => {
  const kinds = WATCH_EVENT.options.map(({ shape }) => [...shape.kind.values][0] ?? '');
  const listed = tableOf(text, '| event | data besides `kind` | what |').map(([event]) => event);
  assert.deepEqual(listed, [...kinds, 'error'].map(code));
});

test('docs/API.md names no key of [api] that does not exist', () => {
  const named = [...text.matchAll(/`api\.(\w+)`/g)].map(([, key]) => key ?? '');
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((key) => !Object.hasOwn(API.shape, key)),
    [],
  );
});
