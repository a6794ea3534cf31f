import type { WireId } from '../domain/call.ts';
import { findSurfaceById } from '../providers/page-registry.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import { metered } from '../wires/metered.ts';
import { openaiChat } from '../wires/openai-chat.ts';
import type { Wire } from '../wires/wire.ts';
import type { BackgroundLink } from './background-link.ts';

/** Longer no call waits for the rarer wires: without them it goes out unreviewed, ms. */
const BRING_MS_MAX = 250;

/** What nearly everybody speaks. The others are a bundle of their own, which is brought in where one of them is needed. */
const COMMON: Readonly<Partial<Record<WireId, Wire>>> = { metered, 'openai-chat': openaiChat };

/** How a call is spoken; null: it is not here (yet). */
export function wireOf(id: WireId): Wire | null {
  return COMMON[id] ?? isolatedWorld.__tollkeeperWires?.[id] ?? null;
}

/** Whether calls of this surface can only be understood once {@link bringWires} has ended. */
export function lacksWire(surfaceId: string): boolean {
  const wire = findSurfaceById(surfaceId)?.wire ?? null;
  return wire !== null && wireOf(wire) === null;
}

/** Brings the rarer wires into this document; resolves when they are here, or cannot be had in time. Never rejects. */
export async function bringWires(link: BackgroundLink): Promise<void> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, BRING_MS_MAX, null));
  await Promise.race([link.ask({ kind: 'bring-wires' }).catch(() => null), late]);
}
