import browser from 'webextension-polyfill';
import { limitAt } from '../budget/budget.ts';
import type { CompanionView, OverBudget, PairChoice } from '../domain/dashboard.ts';
import { isThisMachine, permissionPattern } from '../domain/site.ts';
import { companionPattern, writeCompanionPattern } from './companion-pattern.ts';
import type { Database } from './database.ts';
import { syncNow } from './follow-companion.ts';
import { pairCompanion, unpairCompanion } from './pair-companion.ts';
import { readLink } from './sync-companion.ts';

/** Where a companion listens unless somebody says otherwise. */
const ADDRESS = 'http://127.0.0.1:4117';
const ADDRESS_CHARS_MAX = 300;
/** The program that browsers start for us: `companion/host/host-manifests.ts`. */
const HOST = 'app.tollkeeper.companion';

/** What the settings show of it. */
export async function readCompanionView(database: Database, now: number): Promise<CompanionView> {
  const [link, known, waiting] = await Promise.all([
    readLink(database),
    database.companion.get('budgets'),
    database.syncNotes.where('waiting').above(0).count(),
  ]);
  if (link === null) return { isPaired: false, address: ADDRESS };
  const { address, self: name, syncedAt, problem, notTaken } = link;
  const states = known?.id === 'budgets' ? known.states : [];
  const over = states.flatMap(({ budget, spent }): readonly OverBudget[] => {
    const cap = limitAt(budget, now);
    const unit = budget.unit.kind === 'money' ? budget.unit.currency : null;
    return spent > cap ? [{ budget: budget.id, unit, cap, over: spent - cap }] : [];
  });
  return { isPaired: true, address, name, syncedAt, waiting, problem, notTaken, over };
}

/** Pairs with the companion that showed this code. Called in the click itself, where browsers may ask for the permission. */
export async function pairWithCode(database: Database, typed: string, code: string): Promise<PairChoice> {
  const url = readAddress(typed.trim());
  if (url === null) return 'bad-address';
  const pattern = permissionPattern(url.origin);
  // Said before the permission is there: who hears of it must know that no page of this host is to be watched.
  const marking = markAsData(pattern);
  // Without a code the program that "tollkeeper install-host" has made known asks for one.
  const permissions: browser.Manifest.OptionalPermission[] = code.trim() === '' ? ['nativeMessaging'] : [];
  const isGiven = await browser.permissions.request({ origins: [pattern], permissions }).catch(() => false);
  const isOurs = await marking;
  if (!isGiven) {
    if (isOurs) await forgetData(false);
    return 'refused';
  }
  const asked = code.trim() === '' ? await askHost(pattern) : { address: url.origin, code: code.trim() };
  const outcome = asked === null ? 'no-host' : await pairCompanion(database, { ...asked, name: browserName() });
  if (outcome !== 'paired') {
    if (isOurs && (await readLink(database)) === null) await forgetData(true);
    return outcome;
  }
  // What goes wrong with it stands in the settings.
  await syncNow(database);
  return 'paired';
}

/** Ends the pairing here, and gives back the permission that was for the companion alone. */
export async function unpair(database: Database): Promise<void> {
  await unpairCompanion(database);
  await forgetData(true);
}

/** @returns whether the permission is for the companion alone. */
async function markAsData(pattern: string): Promise<boolean> {
  const [before, isThere] = await Promise.all([
    companionPattern(),
    browser.permissions.contains({ origins: [pattern] }),
  ]);
  if (isThere && before !== pattern) return false;
  await writeCompanionPattern(pattern);
  return before !== pattern;
}

async function forgetData(withPermission: boolean): Promise<void> {
  const pattern = await companionPattern();
  if (pattern === null) return;
  const isGone = !withPermission || (await browser.permissions.remove({ origins: [pattern] }).catch(() => false));
  // Where the browser keeps it, its pages are still not to be watched.
  if (isGone) await writeCompanionPattern(null);
}

/** This machine, or https elsewhere; nothing in it that is sent as a name or a password. Null: another address. */
function readAddress(typed: string): URL | null {
  const url = typed.length > ADDRESS_CHARS_MAX ? null : URL.parse(typed === '' ? ADDRESS : typed);
  if (url === null || url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname)) ? url : null;
}

/** What the host program hands over; null: there is none, it found no companion, or one that was not asked about. */
async function askHost(pattern: string): Promise<{ readonly address: string; readonly code: string } | null> {
  const said: unknown = await browser.runtime.sendNativeMessage(HOST, { kind: 'pair' }).catch(() => null);
  const { address, code } = (said ?? {}) as { readonly address?: unknown; readonly code?: unknown };
  const url = typeof address === 'string' ? readAddress(address) : null;
  if (url === null || typeof code !== 'string' || permissionPattern(url.origin) !== pattern) return null;
  return { address: url.origin, code };
}

function browserName(): string {
  const { userAgent } = navigator;
  if (/\bFirefox\//.test(userAgent)) return 'Firefox';
  if (/\bEdg\//.test(userAgent)) return 'Edge';
  return /Chrom(?:e|ium)\//.test(userAgent) ? 'Chrome' : 'Browser';
}
