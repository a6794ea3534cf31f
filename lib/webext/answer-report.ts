import browser from 'webextension-polyfill';
import { explainNote, type NotedRefusal } from '../domain/explain-note.ts';
import { renderText } from '../domain/render-text.ts';
import { factsOfSite, type KnownSite } from '../domain/site-facts.ts';
import { UNREAD_DRAFT } from '../engine/reopen-call.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import { preview } from './answer-call.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { writeCardReport } from './redact-card.ts';
import { chooseLanguage, readSettings } from './settings.ts';

/** "This was wrong" on a card, or a note for somebody's support, as text to be copied, in the user's language. */
export async function answerReport(request: RequestOf<'report'>, desk: Desk): Promise<string> {
  const facts = await preview({ ...request, draft: request.draft ?? UNREAD_DRAFT }, desk);
  if (facts === null) return '';
  const settings = await readSettings();
  const language = chooseLanguage(settings);
  const { reader } = request;
  if (reader === 'us') {
    return writeCardReport({ ...request, facts }, { version: browser.runtime.getManifest().version, language });
  }
  const support = reader === 'support' ? supportOf(request.surface, settings.sites) : null;
  const note = explainNote({ ...request, reader, time: zonedTime(request.refusedAt ?? facts.now), facts, support });
  return note.map((line) => renderText(line, language)).join('\n');
}

/** The local time with its zone, `2026-11-21T20:05:09+08:00`: support looks into logs of its own zone. */
function zonedTime(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const two = (part: number): string => String(Math.floor(Math.abs(part))).padStart(2, '0');
  const local = new Date(at + minutes * 60_000).toISOString().slice(0, 19);
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** Whose support it is for, as its provider's file says. */
function supportOf(surface: string, sites: readonly KnownSite[]): NotedRefusal['support'] {
  const id = findSurfaceById(surface)?.provider ?? '';
  return findProvider(id, factsOfSite(sites, id))?.help ?? null;
}
