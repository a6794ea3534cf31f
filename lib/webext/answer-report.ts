import browser from 'webextension-polyfill';
import { preview } from './answer-call.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { writeCardReport } from './redact-card.ts';

/** "This was wrong" on a card: what it was made of, as text to be copied. */
export async function answerReport(request: RequestOf<'report'>, desk: Desk): Promise<string> {
  const facts = request.draft && (await preview({ ...request, draft: request.draft }, desk));
  return facts ? writeCardReport({ ...request, facts }, browser.runtime.getManifest().version) : '';
}
