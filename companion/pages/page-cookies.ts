import type { IncomingMessage } from 'node:http';
import type { Language } from '../../lib/domain/text.ts';

const SESSION = 'tollkeeper-watch';
const NAME = 'tollkeeper-name';
const NAME_CHARS_MAX = 64;
const LANGUAGE = 'tollkeeper-language';
/** Nothing else of this machine that the browser asks in a tab is told of it, as far as its address tells. */
const PLACE = 'Path=/watch; HttpOnly; SameSite=Strict';
const YEAR_S = 365 * 86_400;

/** The session that a browser says it has; null: none. */
export function readSession(request: IncomingMessage): string | null {
  return cookieOf(request, SESSION);
}

/** Gives a browser its session for so long, ms; 0: takes it away. */
export function writeSession(request: IncomingMessage, session: string, msMax: number): string {
  const secure = 'encrypted' in request.socket ? '; Secure' : '';
  return `${SESSION}=${session}; Max-Age=${msMax / 1000}; ${PLACE}${secure}`;
}

/** What the address says, else what was chosen last, else what the browser prefers. */
export function readLanguage(request: IncomingMessage, url: URL): Language {
  const chosen = url.searchParams.get('lang') ?? cookieOf(request, LANGUAGE);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  const wanted = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase().slice(0, 2));
  return wanted.find((name) => name === 'en' || name === 'zh') === 'zh' ? 'zh' : 'en';
}

/** Keeps what was chosen on a page. */
export function writeLanguage(language: Language): string {
  return `${LANGUAGE}=${language}; Max-Age=${YEAR_S}; ${PLACE}`;
}

/** By which name a person acts in this browser, as they said once; null: they did not. */
export function readName(request: IncomingMessage): string | null {
  const kept = cookieOf(request, NAME);
  if (kept === null) return null;
  try {
    return cleanName(decodeURIComponent(kept)) || null;
  } catch {
    return null;
  }
}

/** Keeps that name in this browser; an empty one is forgotten. */
export function writeName(name: string): string {
  const kept = encodeURIComponent(cleanName(name));
  return `${NAME}=${kept}; Max-Age=${kept === '' ? 0 : YEAR_S}; ${PLACE}`;
}

/** Control and direction characters could rearrange the lines that it stands in. */
function cleanName(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim();
  return [...clean].slice(0, NAME_CHARS_MAX).join('').trim();
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}
