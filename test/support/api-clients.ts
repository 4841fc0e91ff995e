import { Agent, type ClientRequest, get, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** `answers` is how many there have been. */
export type ApiClients = Disposable & { readonly answers: () => number };

/**
 * Two that page through all neighbors, 16 that watch, one that sends nonsense, each as fast as it is answered, and 200 connections that
 * say nothing; until disposed.
 */
export function startApiClients(socketPath: string): ApiClients {
  const agent = new Agent({ keepAlive: true });
  let going = true;
  let answers = 0;
  const repeat = async (ask: () => Promise<unknown>): Promise<void> => {
    while (going) {
      const answered = await ask().then(
        () => true,
        () => false,
      );
      if (answered) answers++;
      // A daemon that is not there yet, or not any more.
      else await pause(50);
    }
  };
  for (let client = 0; client < 2; client++) void repeat(() => pageThrough(agent, socketPath));
  const nonsense = { method: 'POST', headers: { 'content-type': 'application/json' } };
  void repeat(() => bodyOf(request({ agent, socketPath, path: '/api/v1/neighbors', ...nonsense }).end('{"x":[')));
  const watches = Array.from({ length: 16 }, () => get({ socketPath, path: '/api/v1/watch' }));
  for (const watch of watches) watch.on('response', (response) => response.resume()).on('error', () => {});
  const idle: readonly Socket[] = Array.from({ length: 200 }, () => connect(socketPath).on('error', () => {}));
  return {
    answers: () => answers,
    [Symbol.dispose]: () => {
      going = false;
      for (const one of [...watches, ...idle]) one.destroy();
      agent.destroy();
    },
  };
}

async function pageThrough(agent: Agent, socketPath: string): Promise<void> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/api/v1/neighbors?limit=1000&cursor=${cursor}`;
    const { data } = JSON.parse(await bodyOf(get({ agent, socketPath, path }))) as {
      data: { next_cursor: string | null };
    };
    cursor = data.next_cursor;
  }
}

/** What is answered to a request. */
export function bodyOf(asked: ClientRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve(body)).on('error', reject);
    });
  });
}
