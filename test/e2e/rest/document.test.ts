import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { askRaw, PREFIX, startRest } from '../../support/rest.ts';

const DEADLINE = { timeout: 60_000 };

test(
  'the document passes the recommended rules of a linter, and has an operation for each thing to ask',
  DEADLINE,
  async () => {
    await using rest = await startRest();
    const { text, status } = await askRaw(rest.url, `${PREFIX}/openapi.json`, {});
    assert.equal(status, 200);
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: text, config });
    assert.deepEqual(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      [],
    );
    const document = JSON.parse(text);
    assert.equal(document.openapi, '3.1.0');
    const operations = Object.values(rest.document.paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    assert.equal(ids.length, 18);
    assert.equal(new Set(ids).size, ids.length);
  },
);

test('a linter that finds nothing would find a fault', DEADLINE, async () => {
  await using rest = await startRest();
  const { text } = await askRaw(rest.url, `${PREFIX}/openapi.json`, {});
  const source = text.replace('"type":"integer"', '"type":"whole"');
  const problems = await lintFromString({ source, config: await createConfig({ extends: ['recommended'] }) });
  assert.notDeepEqual(problems, []);
});

test('a body that may be left out is not required', DEADLINE, async () => {
  await using rest = await startRest();
  const required = (path: string, method: string) => rest.document.paths[path]?.[method]?.requestBody?.required;
  assert.deepEqual(
    [required('/neighbors', 'post'), required('/resync', 'post'), required('/restart', 'post')],
    [true, false, undefined],
  );
});

test('the page for people names each operation, and may run no script', DEADLINE, async () => {
  await using rest = await startRest();
  const { text, headers } = await askRaw(rest.url, `${PREFIX}/docs`, {});
  assert.match(`${headers['content-type']}`, /^text\/html/);
  assert.match(`${headers['content-security-policy']}`, /default-src 'none'/);
  for (const path of Object.keys(rest.document.paths)) assert.ok(text.includes(`<code>${PREFIX}${path}</code>`), path);
  assert.doesNotMatch(text, /<script|https?:\/\//);
});
