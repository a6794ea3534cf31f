import type { ChipView } from '../domain/card.ts';
import type { RefusalHandling } from '../domain/refusal-handling.ts';
import type { Surface } from '../domain/surface.ts';
import type { BackgroundLink } from './background-link.ts';
import type { BridgeCall } from './call.ts';
import type { CardDesk } from './card-desk.ts';
import type { ChipHost } from './chip-host.ts';
import type { LeftOutDesk } from './left-out.ts';
import type { PrintedErrors } from './printed-error.ts';
import type { RateLine } from './rate-line.ts';
import type { SaidNo } from './said-no.ts';
import type { Sites } from './sites.ts';
import type { TapChannel } from './tap-channel.ts';

/** What the parts of one document's bridge share. */
export interface Bridge {
  readonly documentId: string;
  readonly link: BackgroundLink;
  readonly channel: TapChannel;
  /** By the tap's number. */
  readonly calls: Map<number, BridgeCall>;
  /** The key of the fingerprints, hex; empty: nothing is fingerprinted. */
  readonly secret: () => string;
  /** This site is switched off, or its permission gone: nothing is looked at. */
  readonly isOff: () => boolean;
  /** The user wants calls to go out untouched for a while. */
  readonly isPaused: () => boolean;
  /** What the user wants done with refusals. */
  readonly refusalHandling: () => RefusalHandling;
  readonly isUserActive: () => boolean;
  /** What is not to be sent, although the page sends it again. */
  readonly saidNo: SaidNo;
  readonly cards: CardDesk;
  /** A held or withheld call was aborted by the page, or its own timeout passed. */
  readonly onPageGaveUp: (call: BridgeCall, wasHeld: boolean) => void;
  /** What is said of a limit on calls. */
  readonly rate: RateLine;
  /** The page's own printed errors, explained in place. */
  readonly printed: PrintedErrors;
  /** What the chip says after a call settled. */
  readonly showOnChip: (call: BridgeCall, view: ChipView) => void;
  /** The next message of a conversation carries this one along, and what was answered; where it was typed may be looked at. */
  readonly conversation: Pick<ChipHost, 'remember' | 'rememberAnswer' | 'isEmptied' | 'refresh'>;
  /** Sites of families of providers. */
  readonly sites: Sites;
  /** Where APIs that the user described are called and read. */
  readonly described: () => readonly Surface[];
  /** What smaller batches have left out. */
  readonly leftOut: LeftOutDesk;
}

/** Calls of one document that are followed at the same time; the oldest settled ones are forgotten. */
export const CALLS_MAX = 500;

/** Numbers of attempts the bridge starts itself; the tap counts up from 1 and never comes here. */
const OWN_NUMBERS_FROM = 1_000_000;
let ownNumbers = OWN_NUMBERS_FROM;

/** A number for an attempt of ours (retry, rest). */
export function nextOwnNumber(): number {
  ownNumbers += 1;
  return ownNumbers;
}

/** The id of an attempt: unique over all documents, and the same each time it is told. */
export function callIdOf(documentId: string, number: number): string {
  return `${documentId}-${number}`;
}

/** Bodies of this many calls are kept; older ones are forgotten. */
const BODIES_MAX = 32;

/** Keeps a call, within bounds. */
export function keepCall(bridge: Pick<Bridge, 'calls'>, call: BridgeCall): void {
  bridge.calls.set(call.number, call);
  const withBody = [...bridge.calls.values()].filter((other) => other.bodyText !== null);
  for (const old of withBody.slice(0, -BODIES_MAX))
    if (old.state !== 'reviewing' && old.state !== 'held') forgetBody(old);
  if (bridge.calls.size <= CALLS_MAX) return;
  for (const [number, old] of bridge.calls) {
    if (old.state !== 'settled' && old.state !== 'gone') continue;
    bridge.calls.delete(number);
    return;
  }
}

/** Nothing of the call's text is of use any more but what was left out. */
export function forgetBody(call: BridgeCall): void {
  call.bodyText = null;
  call.sentText = null;
}
