import { describedPlaces } from '../described/described-places.ts';
import { chargedOf } from '../domain/explain-amounts.ts';
import { explainGone } from '../domain/explain-notice.ts';
import { isPaused } from '../domain/pause.ts';
import { isSiteLost, isSiteOff } from '../domain/site.ts';
import type { TapMessage } from '../page/protocol.ts';
import { BRIDGE_GLOBAL, isolatedWorld } from '../webext/page-ui.ts';
import { DEFAULT_SETTINGS, readSettings, type Settings, watchSettings } from '../webext/settings.ts';
import { retry } from './attempt.ts';
import { openBackgroundLink } from './background-link.ts';
import type { Bridge } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import { openCardDesk } from './card-desk.ts';
import { carryOut, endCards, goUntouched } from './carry-out.ts';
import { openChipHost } from './chip-host.ts';
import { configureTap } from './configure-tap.ts';
import { bringCounter, openTokenCounter } from './counter-parts.ts';
import { onGone, onLeaving, onPassed, onReview, onSent } from './follow-call.ts';
import { openLeftOut } from './left-out.ts';
import { bringMedia } from './media-parts.ts';
import { openMessageGate } from './message-gate.ts';
import { openPrintedErrors } from './printed-error.ts';
import { bringExpected, bringRare, lacksWire, learnDescribed } from './rare-parts.ts';
import { openRateLine } from './rate-line.ts';
import { endReading } from './read-balance.ts';
import { onReading } from './readings.ts';
import { onBalancesChanged, showRest } from './recharged.ts';
import { openSaidNo } from './said-no.ts';
import { openSites } from './sites.ts';
import { openSockets } from './sockets.ts';
import { deliver, onBody, onOutcome } from './take-outcome.ts';
import { openTapChannel } from './tap-channel.ts';
import { watchUserActivity } from './user-activity.ts';

/** Settings that change what an open page sees. */
const FOLLOWED: ReadonlySet<string> = new Set([
  'sitesOff',
  'sitesLost',
  'fingerprintKey',
  'pausedUntil',
  'refusals',
  'sites',
  'descriptions',
] satisfies (keyof Settings)[]);

/** Starts the isolated-world side of one document. Must run synchronously at document_start: the port goes out first. */
export function startBridge(): void {
  isolatedWorld.__tollkeeperOpenCounter = openTokenCounter;
  const documentId = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const link = openBackgroundLink(documentId);
  // Without settings nothing is fingerprinted, and nothing waits for them.
  const readNow = (): Promise<Settings> => readSettings().catch(() => DEFAULT_SETTINGS);
  const settings = readNow();
  let current = DEFAULT_SETTINGS;
  let secret = '';
  const isOff = (): boolean =>
    isSiteOff(current.sitesOff, location.origin) || isSiteLost(current.sitesLost, location.origin);
  const isPausedNow = (): boolean => isPaused(current.pausedUntil, Date.now());
  const sites = openSites();
  const activity = watchUserActivity();
  const chip = openChipHost(link, sites, () => isOff() || isPausedNow());
  const bridge: Bridge = {
    documentId,
    link,
    channel: openTapChannel((message) => gate.push(message)),
    calls: new Map(),
    secret: () => secret,
    isOff,
    isPaused: isPausedNow,
    refusalHandling: () => current.refusals,
    isUserActive: activity.isActive,
    saidNo: openSaidNo(activity.lastAt),
    cards: openCardDesk(link, {
      onAction: (card, action) => void carryOut(bridge, card, action),
      onUnshown: (calls) => goUntouched(bridge, calls),
      onLate: () => void onBalancesChanged(bridge),
    }),
    rate: openRateLine(chip, {
      retry: (call) => retry(bridge, call, null),
      deliver: (call) => deliver(bridge, call),
    }),
    printed: openPrintedErrors(),
    showOnChip: chip.show,
    conversation: chip,
    sites,
    described: () => describedPlaces(current.descriptions),
    leftOut: openLeftOut(link, (kept) => void showRest(bridge, kept)),
    onPageGaveUp: (call, wasHeld) => onPageGaveUp(bridge, call, wasHeld),
  };
  const takeSocket = openSockets(bridge, (message) => receive(bridge, message));
  const gate = openMessageGate(
    (message) => {
      if (!takeSocket(message)) receive(bridge, message);
    },
    (message) => {
      if ((message.kind !== 'review' && message.kind !== 'passed') || isOff()) return null;
      const other = lacksWire(message.surface) ? bringRare(link) : bringMedia(link, message.bodyText);
      const counter = bringCounter(link);
      return counter === null ? other : Promise.all([counter, other]);
    },
  );
  const configure = async (reading: Promise<Settings>): Promise<void> => {
    current = await reading;
    // Another one comes with a companion; where it is lost, the one that was known serves until there is a new one.
    secret = current.fingerprintKey || secret;
    sites.learn(current.sites);
    // What the tap then says of them waits until it can be understood.
    gate.waitFor(learnDescribed(current, link));
    configureTap(bridge);
    if (!isOff()) bringExpected(link, sites.all());
    if (isOff()) bridge.printed.restore();
    if (isOff() || isPausedNow()) endCards(bridge);
  };
  void configure(settings);
  // Until the settings are here nothing can be told from another.
  gate.waitFor(
    settings.then(({ fingerprintKey }) => {
      secret = fingerprintKey;
    }),
  );
  // A page that only says so stays, and so does its card.
  addEventListener('pagehide', ({ isTrusted }) => isTrusted && onLeaving(bridge));
  // For the popup, which offers to load pages again on which nothing of ours runs.
  isolatedWorld[BRIDGE_GLOBAL] = () => !link.isGone();
  const stopWatching = watchSettings((names) => {
    if (link.isGone()) return stopWatching();
    if (names.some((name) => FOLLOWED.has(name))) void configure(readNow());
    if (!names.includes('balancesChangedAt')) return;
    void onBalancesChanged(bridge);
    chip.refresh();
  });
}

/** What begins something; how a call ends that was looked at is heard to the end. */
const BEGINNINGS: ReadonlySet<TapMessage['kind']> = new Set(['review', 'passed', 'reading']);

function receive(bridge: Bridge, message: TapMessage): void {
  // After an update the old bridge has lost its runtime: the tap is told to let everything pass.
  if (bridge.link.isGone()) return bridge.channel.close();
  // What the tap said before it knew that nothing is looked at here.
  if (bridge.isOff() && BEGINNINGS.has(message.kind)) {
    if (message.kind === 'review') bridge.channel.post({ kind: 'release', call: message.call, bodyText: null });
    return;
  }
  switch (message.kind) {
    case 'review':
      return void onReview(bridge, message);
    case 'passed':
      return void onPassed(bridge, message);
    case 'sent':
      return onSent(bridge, message);
    case 'body':
      return onBody(bridge, message);
    case 'outcome':
      return void onOutcome(bridge, message);
    case 'gone':
      return void onGone(bridge, message);
    case 'reading':
      return onReading(bridge, message);
    case 'unread':
      return endReading(message.surface, false);
  }
}

/** The card says so, as long as it speaks about this call alone; others go on waiting. */
function onPageGaveUp(bridge: Bridge, call: BridgeCall, wasHeld: boolean): void {
  const card = bridge.cards.current();
  if (!card?.calls.includes(call)) return;
  if (card.calls.length > 1) return bridge.cards.leave(call);
  bridge.cards.setBusy(null);
  const isCharged = call.refusal && chargedOf(call.refusal, null);
  bridge.cards.update(explainGone(card.view, wasHeld ? 'held' : 'refused', isCharged));
}
