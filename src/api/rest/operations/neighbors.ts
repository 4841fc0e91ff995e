import { toSnakeCase } from '../../../base/snake-case.ts';
import type { ChangeResult } from '../../../service/changes.ts';
import { CHANGE_RESULT } from '../schemas/changes.ts';
import { ADD_BODY, INTERFACE_QUERY, IP_PARAMS, LIST_QUERY, NEIGHBOR, NEIGHBOR_PAGE } from '../schemas/neighbors.ts';
import { EXPLANATIONS } from '../schemas/reports.ts';
import { type Answer, createOperation, type Operation, PLAIN } from './operation.ts';

const CHANGED = {
  200: 'The kernel has been changed, and the database has followed, or is not to.',
  202: 'The kernel has been changed, and the database is still to follow (`database` is `pending`).',
};

export const NEIGHBOR_OPERATIONS: readonly Operation[] = [
  createOperation({
    ...PLAIN,
    id: 'listNeighbors',
    method: 'GET',
    path: '/neighbors',
    tag: 'neighbors',
    summary: 'List neighbors of the kernel, page by page',
    query: LIST_QUERY,
    headers: { 'If-None-Match': 'The `ETag` of an earlier answer to the same request.' },
    statuses: { 200: 'A page.', 304: 'No neighbor has changed since.' },
    data: NEIGHBOR_PAGE,
    codes: ['not_ready'],
    run: async ({ query: { limit, ...query } }, service, signal) => {
      const page = await service.list({ ...query, limit }, signal);
      return { status: 200, data: toSnakeCase(page), revision: page.revision };
    },
  }),
  createOperation({
    ...PLAIN,
    id: 'getNeighbor',
    method: 'GET',
    path: '/neighbors/{ip_address}',
    tag: 'neighbors',
    summary: 'Show one neighbor',
    params: IP_PARAMS,
    query: INTERFACE_QUERY,
    data: NEIGHBOR,
    codes: ['not_found', 'ambiguous', 'not_ready'],
    run: ({ params, query }, service) => ({
      status: 200,
      data: toSnakeCase(service.get({ ipAddress: params.ip_address, ...query })),
    }),
  }),
  createOperation({
    ...PLAIN,
    id: 'addNeighbor',
    method: 'POST',
    path: '/neighbors',
    tag: 'neighbors',
    summary: 'Put a neighbor into the kernel, over what is there',
    body: ADD_BODY,
    data: CHANGE_RESULT,
    statuses: CHANGED,
    codes: ['not_found', 'forbidden', 'permission', 'kernel_refused', 'not_ready'],
    run: async ({ body }, service, signal) => {
      const { ip_address, mac_address, extern_learn, interface: name, state, router } = body;
      const request = { ipAddress: ip_address, macAddress: mac_address, interface: name, state, router };
      return changed(await service.add({ ...request, externLearn: extern_learn }, signal));
    },
  }),
  createOperation({
    ...PLAIN,
    id: 'deleteNeighbor',
    method: 'DELETE',
    path: '/neighbors/{ip_address}',
    tag: 'neighbors',
    summary: 'Take a neighbor out of the kernel',
    params: IP_PARAMS,
    query: INTERFACE_QUERY,
    data: CHANGE_RESULT,
    statuses: CHANGED,
    codes: ['not_found', 'ambiguous', 'forbidden', 'permission', 'kernel_refused', 'not_ready'],
    run: async ({ params, query }, service, signal) =>
      changed(await service.remove({ ipAddress: params.ip_address, ...query }, signal)),
  }),
  createOperation({
    ...PLAIN,
    id: 'explainNeighbor',
    method: 'GET',
    path: '/explain/{ip_address}',
    tag: 'neighbors',
    summary: 'Say why a row is there, or is not, on each interface in question',
    params: IP_PARAMS,
    query: INTERFACE_QUERY,
    data: EXPLANATIONS,
    codes: ['not_found', 'not_ready'],
    run: async ({ params, query }, service, signal) => {
      const explanations = await service.explain({ ipAddress: params.ip_address, ...query }, signal);
      // Values of the configuration stay as they are.
      const data = explanations.map((one) => ({ ...asObject(toSnakeCase(one)), configuration: one.configuration }));
      return { status: 200, data: { explanations: data } };
    },
  }),
];

function changed(result: ChangeResult): Answer {
  return { status: result.database === 'pending' ? 202 : 200, data: toSnakeCase(result) };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
