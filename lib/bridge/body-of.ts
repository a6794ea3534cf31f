import type { Draft, Revision } from '../domain/call.ts';
import { attempt, listOf, parseJson, readKey } from '../domain/json-path.ts';
import type { Surface } from '../domain/surface.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { wires } from '../wires/registry.ts';
import type { Wire } from '../wires/wire.ts';

/** A body that is sent instead of the page's own. */
export interface Revised {
  readonly bodyText: string;
  readonly draft: Draft | null;
  /** A complete body with what was left out; null when nothing was. */
  readonly rest: string | null;
}

/** What a body asks for; null when it was not read, or its surface's wire does not understand it. */
export function readDraft(surfaceId: string, bodyText: string | null): Draft | null {
  return bodyText === null ? null : withWire(surfaceId, (wire, { rule }) => wire.readRequest(bodyText, rule));
}

/** The same body with one thing changed; null when the change cannot be made. */
export function revise(surfaceId: string, bodyText: string | null, revision: Revision): Revised | null {
  if (bodyText === null) return null;
  return withWire(surfaceId, (wire, { rule }) => {
    const revised = wire.revise(bodyText, revision, rule);
    return revised && { bodyText: revised.body, rest: revised.rest, draft: wire.readRequest(revised.body, rule) };
  });
}

/** What the user wrote: the last message of the user where there are messages, else the whole body. */
export function messageIn(bodyText: string): string {
  const messages = listOf(readKey(parseJson(bodyText), 'messages'));
  const content = readKey(
    messages.findLast((message) => readKey(message, 'role') === 'user'),
    'content',
  );
  if (typeof content === 'string') return content;
  const parts = listOf(content).flatMap((part) => readKey(part, 'text') ?? []);
  return parts.length > 0 ? parts.join('\n') : bodyText;
}

function withWire<T>(surfaceId: string, read: (wire: Wire, surface: Surface) => T | null): T | null {
  const surface = findSurfaceById(surfaceId);
  return surface?.wire ? attempt(() => read(wires[surface.wire as keyof typeof wires], surface), null) : null;
}
