import { existsSync } from 'node:fs';
import { variablesFor } from '../commands/surroundings.ts';
import { type Finding, fine, odd } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs have their key, by the variable that leads them to an address. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  OPENAI_BASE_URL: ['OPENAI_API_KEY'],
  ANTHROPIC_BASE_URL: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
  GOOGLE_GEMINI_BASE_URL: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  DEEPSEEK_BASE_URL: ['DEEPSEEK_API_KEY'],
  MISTRAL_BASE_URL: ['MISTRAL_API_KEY'],
  GROQ_BASE_URL: ['GROQ_API_KEY'],
  OPENROUTER_BASE_URL: ['OPENROUTER_API_KEY'],
  XAI_BASE_URL: ['XAI_API_KEY'],
};

/** Whether programs that are started here go through the companion. `origin`: where it listens, or would. */
export function checkBaseUrls(environment: Environment, origin: string): Finding {
  const ours = variablesFor(origin, null);
  const set = Object.keys(ours).filter((name) => environment[name]);
  const elsewhere = set.filter((name) => !environment[name]?.startsWith(origin));
  const name = 'base addresses';
  if (elsewhere.length > 0) {
    const hosts = elsewhere.map((variable) => `${variable} (${hostOf(environment[variable])})`);
    return odd(name, `These lead past ${origin}: ${hosts.join(', ')}.`, 'Run: eval "$(tollkeeper env)"');
  }
  const past = Object.entries(KEYS).flatMap(([variable, keys]) =>
    environment[variable] ? [] : keys.filter((key) => environment[key]),
  );
  if (past.length > 0) {
    return odd(
      name,
      `There are keys whose calls do not go through the companion: ${past.join(', ')}.`,
      'Run: eval "$(tollkeeper env)", or start programs with "tollkeeper run -- …".',
    );
  }
  if (set.length === 0) return fine(name, 'None is set here; "tollkeeper run -- …" sets them for one program.');
  return fine(name, `${set.join(', ')} lead to ${origin}.`);
}

/** Whether a proxy stands between programs and the companion, and whether what is named as certificates is there. */
export function checkNetwork(environment: Environment): Finding {
  const of = (name: string): string => environment[name] || environment[name.toLowerCase()] || '';
  const name = 'proxy and certificates';
  const missing = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].filter((variable) => {
    const path = environment[variable];
    return path !== undefined && path !== '' && !existsSync(path);
  });
  if (missing.length > 0) {
    return odd(
      name,
      `${missing.join(', ')} names a file that is not there.`,
      'Correct the path; without it connections may be refused.',
    );
  }
  const direct = of('NO_PROXY')
    .split(',')
    .map((entry) => entry.trim());
  const isLoopbackDirect = direct.some((entry) => ['127.0.0.1', '127.0.0.0/8', '*'].includes(entry));
  if (of('HTTP_PROXY') !== '' && !isLoopbackDirect) {
    return odd(
      name,
      'HTTP_PROXY is set: programs may ask it for the companion, which it cannot reach.',
      'Add 127.0.0.1 and localhost to NO_PROXY.',
    );
  }
  const proxy = of('HTTPS_PROXY');
  return fine(name, proxy === '' ? 'No proxy.' : `The companion calls providers through ${hostOf(proxy)}.`);
}

/** Without user and password, which may stand there. */
function hostOf(address: string | undefined): string {
  return address !== undefined && URL.canParse(address) ? new URL(address).host : 'no address';
}
