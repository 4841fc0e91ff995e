import { RESYNC_BODY } from '../schemas/changes.ts';
import { NOTHING, PROFILE_FILE, PROFILE_PARAMS } from '../schemas/reports.ts';
import { type Answer, createOperation, type Operation, PLAIN } from './operation.ts';

const BEGUN = { 202: 'It has begun.' };
const ACCEPTED: Answer = { status: 202, data: {} };

export const CONTROL_OPERATIONS: readonly Operation[] = [
  createOperation({
    ...PLAIN,
    id: 'resync',
    method: 'POST',
    path: '/resync',
    tag: 'control',
    summary: 'Look at both sides as a whole once more, or at the neighbors of one VRF',
    body: RESYNC_BODY,
    data: NOTHING,
    statuses: BEGUN,
    codes: ['not_found', 'forbidden', 'not_ready'],
    run: ({ body }, service) => {
      service.resync(body.vrf);
      return ACCEPTED;
    },
  }),
  createOperation({
    ...PLAIN,
    id: 'restart',
    method: 'POST',
    path: '/restart',
    tag: 'control',
    summary: 'Open the kernel socket and the connections to Redis anew, and read both sides',
    data: NOTHING,
    statuses: BEGUN,
    codes: ['forbidden'],
    run: (_, service) => {
      service.restart();
      return ACCEPTED;
    },
  }),
  createOperation({
    ...PLAIN,
    id: 'writeProfile',
    method: 'POST',
    path: '/profile/{kind}',
    tag: 'control',
    summary: 'Write a profile file',
    params: PROFILE_PARAMS,
    data: PROFILE_FILE,
    codes: ['forbidden', 'profile_failed'],
    run: async ({ params }, service, signal) => ({
      status: 200,
      data: { file: (await service.writeProfile(params.kind, signal)).file },
    }),
  }),
];
