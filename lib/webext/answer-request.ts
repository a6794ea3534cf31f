import { answerReview, answerSent, answerSettle } from './answer-call.ts';
import {
  bringCounter,
  bringMedia,
  bringReader,
  bringReaders,
  bringSockets,
  bringUi,
  bringWires,
  openCalls,
  openLink,
  raiseLimit,
} from './answer-deed.ts';
import { answerLinkKey } from './answer-link.ts';
import { answerPreview } from './answer-preview.ts';
import { answerBalances, answerKeys } from './answer-reading.ts';
import { answerRecheck } from './answer-recheck.ts';
import { answerReport } from './answer-report.ts';
import { answerGroups, answerPrices, answerSite } from './answer-site.ts';
import type { Desk } from './desk.ts';
import type { BackgroundRequest, Replies, RequestKind, RequestOf } from './messages.ts';

/** One handler per request; the whole list of what a bridge can make the background do. */
const handlers: { readonly [K in RequestKind]: (request: RequestOf<K>, desk: Desk) => Promise<Replies[K]> } = {
  review: answerReview,
  recheck: answerRecheck,
  sent: answerSent,
  settle: answerSettle,
  preview: answerPreview,
  balances: answerBalances,
  keys: answerKeys,
  site: answerSite,
  prices: answerPrices,
  groups: answerGroups,
  'bring-ui': bringUi,
  'bring-reader': bringReader,
  'bring-counter': bringCounter,
  'bring-wires': bringWires,
  'bring-readers': bringReaders,
  'bring-sockets': bringSockets,
  'bring-media': bringMedia,
  report: answerReport,
  'link-key': answerLinkKey,
  open: openLink,
  'open-calls': openCalls,
  'raise-limit': raiseLimit,
};

/** Answers one parsed request. Rejects when the ledger fails; the bridge then lets the page go on. */
export function answerRequest<R extends BackgroundRequest>(request: R, desk: Desk): Promise<Replies[R['kind']]> {
  const handler = handlers[request.kind] as (request: R, desk: Desk) => Promise<Replies[R['kind']]>;
  return handler(request, desk);
}
