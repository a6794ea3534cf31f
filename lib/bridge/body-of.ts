import type { Draft, Revision } from '../domain/call.ts';
import { attempt, listOf, parseJson, readKey } from '../domain/json-path.ts';
import type { Surface } from '../domain/surface.ts';
import { findSurfaceById } from '../providers/page-registry.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import { readModel } from '../wires/request-keys.ts';
import type { Wire } from '../wires/wire.ts';
import type { BridgeCall } from './call.ts';
import { wireOf } from './rare-parts.ts';

/** A body that is sent instead of the page's own. */
export interface Revised {
  readonly bodyText: string;
  readonly draft: Draft | null;
  /** A complete body with what was left out; null when nothing was. */
  readonly rest: string | null;
}

/** Where a call goes: its surface, and what the path named. */
type CalledAt = Pick<BridgeCall, 'surface' | 'named'>;

/**
 * What a body asks for; null when its surface's wire does not understand it, or it was not read. Where every call counts
 * one it need not be read.
 */
export function readDraft(at: CalledAt, bodyText: string | null): Draft | null {
  return withWire(at.surface, (wire, surface) =>
    bodyText === null && surface.rule?.count.of !== 'call' ? null : draftOf(wire, surface, at.named, bodyText ?? ''),
  );
}

function draftOf(wire: Wire, surface: Surface, named: string | null, bodyText: string): Draft | null {
  const draft = wire.readRequest(bodyText, surface.rule, undefined, isolatedWorld.__tollkeeperMedia?.openMedia);
  if (draft === null || !surface.isModelInPath) return draft;
  // Another model is another address, which only the page can choose.
  const revisable = draft.revisable.filter((kind) => kind !== 'model');
  return { ...draft, model: readModel(attempt(() => decodeURIComponent(named ?? ''), null)), revisable };
}

/** The same body with one thing changed; null when the change cannot be made. */
export function revise(at: CalledAt, bodyText: string | null, revision: Revision): Revised | null {
  if (bodyText === null) return null;
  return withWire(at.surface, (wire, surface) => {
    const revised = wire.revise(bodyText, revision, surface.rule);
    if (revised === null) return null;
    return { bodyText: revised.body, rest: revised.rest, draft: draftOf(wire, surface, at.named, revised.body) };
  });
}

/** What the user wrote: the one text, or the last message of the user where there are messages; else the whole body. */
export function messageIn(bodyText: string): string {
  const body = parseJson(bodyText);
  const written = ['prompt', 'input', 'message', 'text'].map((key) => readKey(body, key));
  const text = written.find((one) => typeof one === 'string');
  if (typeof text === 'string') return text;
  const messages = listOf(readKey(body, 'messages') ?? readKey(body, 'contents'));
  const last = messages.findLast((message) => readKey(message, 'role') === 'user');
  const content = readKey(last, 'content') ?? readKey(last, 'parts');
  if (typeof content === 'string') return content;
  const parts = listOf(content).flatMap((part) => readKey(part, 'text') ?? []);
  return parts.length > 0 ? parts.join('\n') : bodyText;
}

function withWire<T>(surfaceId: string, read: (wire: Wire, surface: Surface) => T | null): T | null {
  const surface = findSurfaceById(surfaceId);
  const wire = surface?.wire ? wireOf(surface.wire) : null;
  return surface && wire ? attempt(() => read(wire, surface), null) : null;
}
