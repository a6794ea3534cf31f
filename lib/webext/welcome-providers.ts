import { isThisMachine } from '../domain/site.ts';
import type { ProviderChoice } from '../domain/welcome.ts';
import { resolveLinks } from '../engine/resolve-links.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, knownSites, providers } from '../providers/registry.ts';

/** What most people have stands first; the others follow by the alphabet. */
const USUAL: readonly string[] = [
  ...['openai', 'anthropic', 'google-gemini', 'deepseek', 'openrouter'],
  ...['new-api@api.laozhang.ai', 'siliconflow', 'moonshot', 'dashscope', 'xai'],
];

/** Every provider whose own pages can be watched; relays of no name of their own are watched by their address. */
export function listChoices(): readonly ProviderChoice[] {
  const sites = knownSites.flatMap(({ id, facts }) => findProvider(id, facts) ?? []);
  const rank = ({ id }: ProviderChoice): number => (USUAL.includes(id) ? USUAL.indexOf(id) : USUAL.length);
  return [...providers, ...sites].map(choiceOf).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'));
}

function choiceOf(provider: Provider): ProviderChoice {
  const { id, name, console: own } = provider;
  const links = resolveLinks(provider, provider.consoleOrigin);
  const hosts = [...own.hosts, ...(own.testing?.hosts ?? [])];
  return { id, name, patterns: hosts.map(patternOf), wallet: links.transactions ?? links.recharge };
}

/** Consoles speak https, but for what runs on this machine. */
function patternOf(host: string): string {
  const isHere = [host, host.split('.').at(-1) ?? ''].some(isThisMachine);
  return `${isHere ? 'http' : 'https'}://${host}/*`;
}
