import type { WireId } from '../domain/call.ts';
import type { Surface } from '../domain/surface.ts';
import { findProviderAt, findSurfaceById, learnOwnProviders } from '../providers/page-registry.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import type { Settings } from '../webext/settings.ts';
import { openaiChat } from '../wires/openai-chat.ts';
import type { Wire } from '../wires/wire.ts';
import type { BackgroundLink } from './background-link.ts';
import { askForPart, bringPart, NOBODY_WAITS_MS_MAX, PAGE_WAITS_MS_MAX } from './bring-part.ts';
import { bringCounter } from './counter-parts.ts';
import { socketWorld } from './socket-parts.ts';

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

/** Brings at once what calls from a provider's own page, and what that page says, can only be understood with: they will come. */
export function bringExpected(link: BackgroundLink, sites: Parameters<typeof findProviderAt>[1]): void {
  const surfaces = findProviderAt(location, sites)?.surfaces ?? [];
  if (surfaces.some(({ wire }) => wire !== null)) void bringCounter(link);
  if (surfaces.some(isMissing)) void bringRare(link);
  if (surfaces.some(({ kind }) => kind !== 'call')) void bringReaders(link);
}

/** What is spoken over sockets comes when one is opened. */
function isMissing(surface: Surface | null): boolean {
  return surface !== null && surface.method !== 'WS' && surface.wire !== null && wireOf(surface.wire) === null;
}

/** Since when it is not waited for: one call after the other would be late for nothing. */
let gaveUpAt = Number.NEGATIVE_INFINITY;
const GIVEN_UP_MS = 30_000;

/**
 * Brings what is rarely needed into this document; resolves when it is here, or cannot be had in time: the call that waits
 * then goes out unreviewed. Never rejects.
 */
export async function bringRare(link: BackgroundLink): Promise<void> {
  if (!(await bringPart(link, 'bring-wires', PAGE_WAITS_MS_MAX))) gaveUpAt = performance.now();
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
    void askForPart(link, 'bring-wires').then(learnWanted);
    await bringRare(link);
  }
  learnWanted();
}

function learnWanted(): void {
  learnOwnProviders(isolatedWorld.__tollkeeperRare?.toProviders(wanted) ?? []);
}

/** Whether what a console says can only be read once {@link bringReaders} has ended. */
export function lacksReaders(): boolean {
  return isolatedWorld.__tollkeeperReaders === undefined;
}

/** Brings what reads consoles; resolves when it is here, or cannot be had in time. Never rejects. */
export async function bringReaders(link: BackgroundLink): Promise<void> {
  if (lacksReaders()) await bringPart(link, 'bring-readers', NOBODY_WAITS_MS_MAX);
}
