import { describe, expect, it } from 'vitest';
import { baseAddress } from '../../../companion/gateway/base-addresses.ts';
import { findUpstream, type NoUpstream, parseTarget, type Upstream } from '../../../companion/gateway/find-upstream.ts';
import { providers } from '../../../lib/providers/registry.ts';

function find(method: string, target: string): Upstream | NoUpstream {
  const parsed = parseTarget(target);
  return parsed === null ? { kind: 'nowhere' } : findUpstream(method, parsed);
}

const shown = (found: Upstream | NoUpstream): string =>
  'origin' in found ? `${found.kind} ${found.surface?.id ?? '-'} ${found.origin}${found.path}` : found.kind;

describe('where a request goes on', () => {
  it.each([
    ['POST', '/openai/v1/chat/completions', 'call openai/chat https://api.openai.com/v1/chat/completions'],
    [
      'POST',
      '/anthropic/v1/messages?beta=true',
      'call anthropic/messages https://api.anthropic.com/v1/messages?beta=true',
    ],
    ['POST', '/anthropic/v1/messages/count_tokens', 'free - https://api.anthropic.com/v1/messages/count_tokens'],
    ['GET', '/anthropic/v1/models', 'free - https://api.anthropic.com/v1/models'],
    ['GET', '/openai/v1/batches/b1', 'follow-up openai/batch https://api.openai.com/v1/batches/b1'],
    ['POST', '/openai/v1/videos', 'unlisted - https://api.openai.com/v1/videos'],
    ['WS', '/openai/v1/realtime?model=m', 'call openai/realtime https://api.openai.com/v1/realtime?model=m'],
    ['WS', '/openai/v1/other', 'unlisted - https://api.openai.com/v1/other'],
    [
      'POST',
      '/t/tkp_x/groq/openai/v1/chat/completions',
      'call groq/chat https://api.groq.com/openai/v1/chat/completions',
    ],
    ['GET', '/serpapi/search.json?q=x', 'call serpapi/search-json https://serpapi.com/search.json?q=x'],
    ['POST', '/fal/fal-ai/x', 'call fal/run https://fal.run/fal-ai/x'],
    ['POST', '/fal@queue.fal.run/fal-ai/x', 'call fal/queue https://queue.fal.run/fal-ai/x'],
    ['GET', '/fal/fal-ai/x/requests/1', 'follow-up fal/queue-result https://queue.fal.run/fal-ai/x/requests/1'],
    [
      'GET',
      '/fal@queue.fal.run/fal-ai/x/requests/1/status',
      'follow-up fal/queue-status https://queue.fal.run/fal-ai/x/requests/1/status',
    ],
    ['PUT', '/fal@queue.fal.run/fal-ai/x/requests/1/cancel', 'free - https://queue.fal.run/fal-ai/x/requests/1/cancel'],
    [
      'POST',
      '/new-api@relay.example/v1/chat/completions',
      'call new-api@relay.example/chat https://relay.example/v1/chat/completions',
    ],
    [
      'POST',
      '/new-api@127.0.0.1_3000/v1/chat/completions',
      'call new-api@127.0.0.1_3000/chat http://127.0.0.1:3000/v1/chat/completions',
    ],
    ['POST', '/sandbox/v1/enrich', 'call sandbox/enrich http://127.0.0.1:4118/v1/enrich'],
    ['POST', '/openai', 'unlisted - https://api.openai.com/'],
    ['POST', '/openai@evil.example/v1/chat/completions', 'foreign-host'],
    ['POST', '/azure-openai@x.openai.azure.com.evil.example/openai/v1/responses', 'foreign-host'],
    ['POST', '/azure-openai/openai/v1/responses', 'needs-host'],
    ['POST', '/new-api@api.openai.com/v1/chat/completions', 'unknown-provider'],
    ['POST', '/new-api@192.168.0.1:80/v1/chat/completions', 'unknown-provider'],
    ['POST', '/__proto__/v1/chat/completions', 'unknown-provider'],
    ['POST', '/openai@@/v1/x', 'foreign-host'],
    ['GET', '/', 'nowhere'],
    ['GET', '', 'nowhere'],
    ['GET', '*', 'nowhere'],
    ['GET', 'http://api.openai.com/v1', 'nowhere'],
    ['GET', '//openai/v1', 'nowhere'],
  ])('%s %s: %s', (method, target, expected) => {
    expect(shown(find(method, target))).toBe(expected);
  });

  it('every provider is served, each of its calls where its file says', () => {
    for (const provider of providers) {
      for (const surface of provider.surfaces.filter(({ kind }) => kind === 'call')) {
        const host = surface.hosts.find((name) => !name.startsWith('*'));
        // Of two at one path the first is meant, unless the host is named.
        const first = provider.surfaces.find(({ method, path }) => method === surface.method && path === surface.path);
        const own = first === surface ? provider.id : `${provider.id}@${host}`;
        const named = host === undefined ? `${provider.id}@mine${surface.hosts[0]?.slice(1)}` : own;
        const path = surface.path.replace('**', 'a/b').replaceAll('*', 'x');
        const found = find(surface.method, `/${named}${path}`);
        expect(shown(found), surface.id).toContain(`${surface.isFollowUp ? 'follow-up' : 'call'} `);
        if ('origin' in found) expect(new URL(found.origin).hostname).toBe(host ?? `mine${surface.hosts[0]?.slice(1)}`);
      }
    }
  });

  it('the address that a client is given leads to its calls, and no two providers share a name', () => {
    const names = providers.flatMap(({ id, alsoCalled = [] }) => [id, ...alsoCalled]);
    expect(new Set(names).size).toBe(names.length);
    const wires = { 'openai-chat': '/chat/completions', 'anthropic-messages': '/v1/messages' } as const;
    for (const provider of providers) {
      const base = baseAddress(provider, '').replace('<name>', 'mine').replace('*', 'x');
      const first = provider.surfaces.find(({ wire }) => wire === 'openai-chat' || wire === 'anthropic-messages');
      if (first?.wire !== 'openai-chat' && first?.wire !== 'anthropic-messages') continue;
      if (provider.surfaces[0]?.wire !== first.wire) continue;
      expect(shown(find('POST', base + wires[first.wire])), provider.id).toMatch(/^call /);
    }
  });
});
