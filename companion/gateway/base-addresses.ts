import type { WireId } from '../../lib/domain/call.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { providers } from '../../lib/providers/registry.ts';

/** What a client of this wire adds to the base address that it is given. */
const ADDED: Partial<Record<WireId, string>> = {
  'openai-chat': '/chat/completions',
  'openai-responses': '/responses',
  'openai-embeddings': '/embeddings',
  'openai-images': '/images/generations',
  'openai-audio': '/audio/speech',
  'anthropic-messages': '/v1/messages',
  'gemini-generate': '/v1beta/models/*:generateContent',
  'cohere-chat': '/v2/chat',
};

/** The base address that a client is given for a provider: `http://127.0.0.1:4117/openai/v1`. */
export function baseAddress(provider: Provider, gatewayOrigin: string): string {
  const calls = provider.surfaces.filter(({ kind }) => kind === 'call');
  const host = calls[0]?.hosts[0] ?? '';
  // Where everybody has a host of their own, it is named.
  const where = host.startsWith('*') ? `@<name>${host.slice(1)}` : '';
  const base = `${gatewayOrigin}/${provider.alsoCalled?.[0] ?? provider.id}${where}`;
  for (const { wire, path } of calls) {
    const added = wire === null ? undefined : ADDED[wire];
    if (added !== undefined && path.endsWith(added)) return base + path.slice(0, -added.length);
  }
  return base;
}

/** Every provider with its base address, for who asked for one that there is not. */
export function listBaseAddresses(gatewayOrigin: string): readonly { readonly id: string; readonly address: string }[] {
  return providers.map((provider) => ({ id: provider.id, address: baseAddress(provider, gatewayOrigin) }));
}
