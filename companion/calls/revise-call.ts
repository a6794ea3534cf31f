import type { Draft, Revision, WireId } from '../../lib/domain/call.ts';
import { locate, setNumberOrString } from '../../lib/domain/json-splice.ts';
import { matchPath, type Surface } from '../../lib/domain/surface.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { wires } from '../../lib/wires/registry.ts';
import type { GatewayCall } from '../gateway/review-port.ts';

/** A call with something changed in its body or address, and what that was, for a header. */
export interface RevisedCall {
  readonly call: GatewayCall;
  readonly change: string;
}

/**
 * The call with one thing changed; every other byte stays. Null: it cannot be: it is signed, was not read, or its wire has no
 * such place.
 */
export function reviseCall(call: GatewayCall, draft: Draft, revision: Revision): RevisedCall | null {
  const { body, surface } = call;
  if (call.isSigned || body.kind !== 'text' || surface?.wire == null) return null;
  if (revision.kind === 'model' && surface.isModelInPath) return reviseModelInPath(call, surface, revision.model);
  const bodyText =
    boundBy(call, draft, revision) ?? wires[surface.wire].revise(body.text, revision, surface.rule)?.body ?? null;
  if (bodyText === null) return null;
  const text = { kind: 'text', text: bodyText, bytes: Buffer.byteLength(bodyText) } as const;
  return { call: { ...call, body: text }, change: nameOf(revision, bodyText, surface.wire) };
}

/** Where a provider's chat requests are bounded otherwise than most, and this one is not bounded yet. */
function boundBy({ body, provider, wire }: GatewayCall, draft: Draft, revision: Revision): string | null {
  const name = findProvider(provider)?.boundName;
  if (revision.kind !== 'output-max' || wire !== 'openai-chat' || name === undefined) return null;
  if (draft.outputTokensMax !== null || body.kind !== 'text') return null;
  const there = locate(body.text, '$.max_tokens');
  if (there !== null && body.text.slice(there.start, there.end) !== 'null') return null;
  return setNumberOrString(body.text, `$.${name}`, String(revision.outputTokensMax));
}

function reviseModelInPath(call: GatewayCall, { path }: Surface, model: string): RevisedCall | null {
  const star = path.indexOf('*');
  const named = matchPath(path, call.path);
  // What several stars stand for is more than a model.
  if (named === null || star < 0 || path.indexOf('*', star + 1) >= 0) return null;
  const changed = call.path.slice(0, star) + encodeURIComponent(model) + call.path.slice(star + named.length);
  return { call: { ...call, path: changed }, change: `model=${model}` };
}

/** Where each wire bounds an answer. */
const BOUND_NAMES: Partial<Record<WireId, string>> = {
  'openai-responses': 'max_output_tokens',
  'gemini-generate': 'generationConfig.maxOutputTokens',
  'bedrock-converse': 'inferenceConfig.maxTokens',
};

function nameOf(revision: Revision, bodyText: string, wire: WireId): string {
  switch (revision.kind) {
    case 'model':
      return `model=${revision.model}`;
    case 'batch':
      return `batch=${revision.keep}`;
    case 'output-max': {
      const isLong = wire === 'openai-chat' && locate(bodyText, '$.max_completion_tokens') !== null;
      const name = BOUND_NAMES[wire] ?? (isLong ? 'max_completion_tokens' : 'max_tokens');
      return `${name}=${revision.outputTokensMax}`;
    }
  }
}
