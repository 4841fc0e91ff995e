import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError, type ErrorCode } from '../base/errors.ts';
import { persist } from './persist.ts';

const UP = { ready: async () => {}, lastFailure: undefined };
const failure = (code: ErrorCode): DaemonError => new DaemonError(code, { op: 'test' });

test('what may pass is tried again', async () => {
  const codes: ErrorCode[] = ['redis_unavailable', 'redis_refused'];
  const ask = async (): Promise<number> => {
    const code = codes.shift();
    if (code !== undefined) throw failure(code);
    return 7;
  };
  assert.equal(await persist(UP, ask, AbortSignal.timeout(60_000)), 7);
});

test('what will not pass is not', async () => {
  const ask = (): Promise<never> => Promise.reject(failure('bug'));
  await assert.rejects(persist(UP, ask, AbortSignal.timeout(60_000)), { code: 'bug' });
});

test('the end of time is told by what went wrong last', async () => {
  const over = new AbortController();
  const ask = async (): Promise<never> => {
    over.abort();
    throw failure('redis_refused');
  };
  await assert.rejects(persist(UP, ask, over.signal), { code: 'redis_refused' });
});

test('a connection that never comes up tells why', async () => {
  const lastFailure = failure('redis_unavailable');
  const never = { ready: (signal: AbortSignal) => Promise.reject(signal.reason), lastFailure };
  const ask = (): Promise<number> => assert.fail('asked');
  await assert.rejects(persist(never, ask, AbortSignal.abort()), { code: 'redis_unavailable' });
  await assert.rejects(persist(UP, ask, AbortSignal.abort()), { code: 'aborted' });
});

test('what is refused again and again is given up, if it may be', async () => {
  let asked = 0;
  const told: string[] = [];
  const ask = async (): Promise<never> => {
    asked++;
    throw failure(asked === 2 ? 'redis_unavailable' : 'redis_refused');
  };
  const onFailure = ({ code }: DaemonError): void => void told.push(code);
  const asking = persist(UP, ask, AbortSignal.timeout(60_000), { refusalsBorne: 3, onFailure });
  await assert.rejects(asking, { code: 'redis_refused' });
  assert.deepEqual(told, ['redis_refused', 'redis_unavailable', 'redis_refused'], 'an absence is no refusal');
  assert.equal(asked, 4);
});
