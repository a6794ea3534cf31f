import type { WireId } from '../domain/call.ts';
import type { Surface } from '../domain/surface.ts';
import { findProviderAt, findSurfaceById, learnOwnProviders } from '../providers/page-registry.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import type { Settings } from '../webext/settings.ts';
import { openaiChat } from '../wires/openai-chat.ts';
import type { Wire } from '../wires/wire.ts';
import type { BackgroundLink } from './background-link.ts';
import { socketWorld } from './socket-parts.ts';

/** Longer no call waits for what is rarely needed: without it, it goes out unreviewed, ms. */
const BRING_MS_MAX = 250;

/** What nearly everybody speaks. The others come with a bundle of their own, where one of them is needed. */
const COMMON: Readonly<Partial<Record<WireId, Wire>>> = { 'openai-chat': openaiChat };

/** How a call is spoken; null: it is not here (yet). */
export function wireOf(id: WireId): Wire | null {
  const brought: Partial<Record<WireId, Wire>> = {
    ...isolatedWorld.__tollkeeperRare?.wires,
    ...socketWorld.__tollkeeperSockets?.wires,
  };
  return COMMON[id] ?? brought[id] ?? null;
}

/** Whether calls of this surface can only be understood once {@link bringRare} has ended, and it is worth waiting for that. */
export function lacksWire(surfaceId: string): boolean {
  return isMissing(findSurfaceById(surfaceId)) && performance.now() - gaveUpAt > GIVEN_UP_MS;
}

/** Whether this page belongs to a provider whose calls, or whose own pages, can only be understood then: they will come. */
export function willLackRare(sites: Parameters<typeof findProviderAt>[1]): boolean {
  const isRead = ({ kind }: Surface): boolean => kind !== 'call';
  return findProviderAt(location, sites)?.surfaces.some((surface) => isMissing(surface) || isRead(surface)) ?? false;
}

/** What is spoken over sockets comes when one is opened. */
function isMissing(surface: Surface | null): boolean {
  return surface !== null && surface.method !== 'WS' && surface.wire !== null && wireOf(surface.wire) === null;
}

/** The one question that is under way; null: none, or nobody waits for it any more. */
let asking: Promise<void> | null = null;
/** Since when it is not waited for: one call after the other would be late for nothing. */
let gaveUpAt = Number.NEGATIVE_INFINITY;
const GIVEN_UP_MS = 30_000;

/** Brings what is rarely needed into this document; resolves when it is here, or cannot be had in time. Never rejects. */
export async function bringRare(link: BackgroundLink, msMax = BRING_MS_MAX): Promise<void> {
  const asked = askOnce(link);
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, msMax, 'late'));
  if ((await Promise.race([asked, late])) !== 'late') return;
  gaveUpAt = performance.now();
  if (asking === asked) asking = null;
}

function askOnce(link: BackgroundLink): Promise<void> {
  asking ??= link.ask({ kind: 'bring-wires' }).then(
    () => endAsking(),
    () => endAsking(),
  );
  return asking;
}

function endAsking(): void {
  asking = null;
  if (isolatedWorld.__tollkeeperRare !== undefined) gaveUpAt = Number.NEGATIVE_INFINITY;
}

/** What was described last: it may be learned later than it was asked for. */
let wanted: Settings['descriptions'] = [];

/**
 * The APIs that the user described are known here from now on; where there are any, after {@link bringRare}, or whenever that
 * comes through at last.
 */
export async function learnDescribed(
  { descriptions }: Pick<Settings, 'descriptions'>,
  link: BackgroundLink,
): Promise<void> {
  wanted = descriptions;
  if (descriptions.length > 0 && isolatedWorld.__tollkeeperRare === undefined) {
    void askOnce(link).then(learnWanted);
    await bringRare(link);
  }
  learnWanted();
}

function learnWanted(): void {
  learnOwnProviders(isolatedWorld.__tollkeeperRare?.toProviders(wanted) ?? []);
}

/** Longer what a page said is not kept for what reads it, ms. Nothing in the page waits for that. */
const READ_MS_MAX = 5000;

/** Whether what a console says can only be read once {@link bringReaders} has ended. */
export function lacksReaders(): boolean {
  return isolatedWorld.__tollkeeperRare === undefined;
}

/** Brings what reads consoles; resolves when it is here, or cannot be had in time. Never rejects. */
export async function bringReaders(link: BackgroundLink): Promise<void> {
  // Calls are waited for by a clock of their own.
  if (lacksReaders()) await Promise.race([askOnce(link), new Promise((resolve) => setTimeout(resolve, READ_MS_MAX))]);
}
