import { findProvider } from '../../lib/providers/registry.ts';
import { baseAddress } from '../gateway/base-addresses.ts';

/** Variables in which programs look for the address of an API, by the provider's id in the registry. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  openai: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
  anthropic: ['ANTHROPIC_BASE_URL'],
  'google-gemini': ['GOOGLE_GEMINI_BASE_URL', 'GEMINI_BASE_URL'],
  deepseek: ['DEEPSEEK_BASE_URL'],
  mistral: ['MISTRAL_BASE_URL'],
  groq: ['GROQ_BASE_URL'],
  openrouter: ['OPENROUTER_BASE_URL'],
  xai: ['XAI_BASE_URL'],
};

/** The variables that lead a program's calls through a companion, with the token of its tool in the path where it has one. */
export function variablesFor(origin: string, token: string | null): Readonly<Record<string, string>> {
  const entry = token === null ? origin : `${origin}/t/${token}`;
  const found = Object.entries(VARIABLES).flatMap(([id, names]) => {
    const provider = findProvider(id);
    return provider === null ? [] : names.map((name) => [name, baseAddress(provider, entry)] as const);
  });
  return Object.fromEntries(found);
}
