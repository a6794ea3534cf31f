import type { WireId } from '../domain/call.ts';
import { findProviderAt, findSurfaceById, learnOwnProviders } from '../providers/page-registry.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import type { Settings } from '../webext/settings.ts';
import { openaiChat } from '../wires/openai-chat.ts';
import type { Wire } from '../wires/wire.ts';
import type { BackgroundLink } from './background-link.ts';

/** Longer no call waits for what is rarely needed: without it, it goes out unreviewed, ms. */
const BRING_MS_MAX = 250;

/** What nearly everybody speaks. The others come with a bundle of their own, where one of them is needed. */
const COMMON: Readonly<Partial<Record<WireId, Wire>>> = { 'openai-chat': openaiChat };

/** How a call is spoken; null: it is not here (yet). */
export function wireOf(id: WireId): Wire | null {
  return COMMON[id] ?? isolatedWorld.__tollkeeperRare?.wires[id] ?? null;
}

/** Whether calls of this surface can only be understood once {@link bringRare} has ended. */
export function lacksWire(surfaceId: string): boolean {
  return isMissing(findSurfaceById(surfaceId)?.wire ?? null);
}

/** Whether this page belongs to a provider whose calls can only be understood then: they will come. */
export function willLackWires(): boolean {
  return findProviderAt(location, [])?.surfaces.some(({ wire }) => isMissing(wire)) ?? false;
}

function isMissing(wire: WireId | null): boolean {
  return wire !== null && wireOf(wire) === null;
}

/** Brings what is rarely needed into this document; resolves when it is here, or cannot be had in time. Never rejects. */
export async function bringRare(link: BackgroundLink, msMax = BRING_MS_MAX): Promise<void> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, msMax, null));
  await Promise.race([link.ask({ kind: 'bring-wires' }).catch(() => null), late]);
}

/** The APIs that the user described are known here from now on; where there are any, after {@link bringRare}. */
export async function learnDescribed(
  { descriptions }: Pick<Settings, 'descriptions'>,
  link: BackgroundLink,
): Promise<void> {
  if (descriptions.length > 0 && isolatedWorld.__tollkeeperRare === undefined) await bringRare(link);
  learnOwnProviders(isolatedWorld.__tollkeeperRare?.toProviders(descriptions) ?? []);
}

/** Longer what a page said is not kept for what reads it, ms. Nothing in the page waits for that. */
const READ_MS_MAX = 5000;

/** Whether an answer of this surface can only be read once {@link bringLists} has ended. */
export function lacksLists(surfaceId: string): boolean {
  return isolatedWorld.__tollkeeperRare === undefined && findSurfaceById(surfaceId)?.kind === 'prices';
}

/** Brings what reads lists of prices; resolves when it is here, or cannot be had in time. Never rejects. */
export function bringLists(link: BackgroundLink): Promise<void> {
  return bringRare(link, READ_MS_MAX);
}
