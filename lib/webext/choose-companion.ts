import browser from 'webextension-polyfill';
import { limitAt } from '../budget/budget.ts';
import type { CompanionView, OverBudget, PairChoice } from '../domain/dashboard.ts';
import { permissionPattern } from '../domain/site.ts';
import { companionHost } from './data-host.ts';
import type { Database } from './database.ts';
import { syncNow } from './follow-companion.ts';
import { pairCompanion, unpairCompanion } from './pair-companion.ts';
import { readSafeUrl } from './safe-url.ts';
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
  const url = readSafeUrl(typed.trim() || ADDRESS, ADDRESS_CHARS_MAX);
  if (url === null) return 'bad-address';
  const pattern = permissionPattern(url.origin);
  const marking = companionHost.mark(pattern);
  // Without a code the program that "tollkeeper install-host" has made known asks for one.
  const permissions: browser.Manifest.OptionalPermission[] = code.trim() === '' ? ['nativeMessaging'] : [];
  const isGiven = await browser.permissions.request({ origins: [pattern], permissions }).catch(() => false);
  const isOurs = await marking;
  if (!isGiven) {
    if (isOurs) await companionHost.forget(false);
    return 'refused';
  }
  const asked = code.trim() === '' ? await askHost(pattern) : { address: url.origin, code: code.trim() };
  const outcome = asked === null ? 'no-host' : await pairCompanion(database, { ...asked, name: browserName() });
  if (outcome !== 'paired') {
    if (isOurs && (await readLink(database)) === null) await companionHost.forget(true);
    return outcome;
  }
  // What goes wrong with it stands in the settings.
  await syncNow(database);
  return 'paired';
}

/** Ends the pairing here, and gives back the permission that was for the companion alone. */
export async function unpair(database: Database): Promise<void> {
  await unpairCompanion(database);
  await companionHost.forget(true);
}

/** What the host program hands over; null: there is none, it found no companion, or one that was not asked about. */
async function askHost(pattern: string): Promise<{ readonly address: string; readonly code: string } | null> {
  const said: unknown = await browser.runtime.sendNativeMessage(HOST, { kind: 'pair' }).catch(() => null);
  const { address, code } = (said ?? {}) as { readonly address?: unknown; readonly code?: unknown };
  const url = typeof address === 'string' ? readSafeUrl(address, ADDRESS_CHARS_MAX) : null;
  if (url === null || typeof code !== 'string' || permissionPattern(url.origin) !== pattern) return null;
  return { address: url.origin, code };
}

function browserName(): string {
  const { userAgent } = navigator;
  if (/\bFirefox\//.test(userAgent)) return 'Firefox';
  if (/\bEdg\//.test(userAgent)) return 'Edge';
  return /Chrom(?:e|ium)\//.test(userAgent) ? 'Chrome' : 'Browser';
}
