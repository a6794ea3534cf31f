import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answering, refuseAfter, refuseFor, TOO_SLOW } from './answering.ts';
import { judgeDoor, preflightHeaders } from './door.ts';
import type { Gateway } from './gateway.ts';
import { isSigned } from './headers.ts';
import { admit, callOf, refuse } from './open-call.ts';
import { BodyNotRead, flowBody, takeBody } from './read-body.ts';
import { sendCall } from './send-call.ts';
import { endOf, settle } from './settle-end.ts';
import { tryCall } from './try-call.ts';
import { FILE_ANSWER_BYTES_MAX, watchFile } from './watch-file.ts';

/**
 * Answers one request: lets it in, has it reviewed, hands it on, has it settled. Never rejects.
 * @param onAdmitted called when it is let in and its body may come. Absent: it comes anyway.
 */
export async function handleCall(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  onAdmitted?: () => void,
): Promise<void> {
  const arrivedAt = performance.now();
  const preflight = judgeDoor(request, gateway.door) === null ? preflightHeaders(request) : null;
  if (preflight !== null) return void response.writeHead(204, preflight).end();
  const admitted = admit(gateway, request, request.method ?? 'GET');
  if ('problem' in admitted) return refuse(request, response, admitted);
  onAdmitted?.();
  const answering: Answering = { gateway, request, response, admitted, arrivedAt, ours: { ms: null } };
  try {
    if (admitted.upstream.kind === 'call' || admitted.upstream.kind === 'unlisted') await handlePriced(answering);
    else await handleFree(answering);
  } catch (error) {
    if (!(error instanceof BodyNotRead)) console.error('[gateway] a request could not be answered', error);
    if (error instanceof BodyNotRead && error.why === 'too-slow') return refuseFor(answering, TOO_SLOW);
    response.destroy();
  }
}

async function handleFree(answering: Answering): Promise<void> {
  const { gateway, request, admitted } = answering;
  const call =
    admitted.upstream.kind === 'follow-up' ? callOf(gateway, request, admitted, isSigned(request.headers)) : null;
  const file = call === null ? watchFile(gateway, request, admitted) : null;
  const flow = flowBody(request, gateway.bounds);
  // After it was passed on: listeners are told in their order.
  if (file !== null) request.on('data', file.push);
  const startedAt = Date.now();
  const extras = file === null ? {} : { keepBytesMax: FILE_ANSWER_BYTES_MAX };
  const sending = { body: flow, call, extras, drainMs: 0, drainsStreams: false, waitedMs: 0, explain: null };
  const relayed = await sendCall(answering, sending);
  flow?.destroy();
  file?.end(relayed);
  if (call !== null)
    settle(gateway, { ...endOf(answering.admitted, call, relayed, startedAt), oursMs: answering.ours.ms }, relayed);
  if (relayed.error !== null) refuseAfter(answering, relayed.error);
}

async function handlePriced(answering: Answering): Promise<void> {
  const { gateway, request } = answering;
  const taken = await takeBody(request, gateway.bounds, gateway.room);
  try {
    await tryCall(answering, taken);
  } finally {
    taken.release();
    if (taken.sent !== null && !Buffer.isBuffer(taken.sent)) taken.sent.destroy();
  }
}
