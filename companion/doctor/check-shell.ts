import { existsSync } from 'node:fs';
import { variablesFor } from '../commands/surroundings.ts';
import { speak } from '../terminal/speak.ts';
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
  const name = speak('checkShell.baseAddresses');
  if (elsewhere.length > 0) {
    const hosts = elsewhere.map((variable) => `${variable} (${hostOf(environment[variable])})`);
    return odd(
      name,
      speak('checkShell.theseLeadPast', { origin, hosts: hosts.join(', ') }),
      speak('checkShell.runEvalTollkeeperEnv'),
    );
  }
  const past = Object.entries(KEYS).flatMap(([variable, keys]) =>
    environment[variable] ? [] : keys.filter((key) => environment[key]),
  );
  if (past.length > 0) {
    return odd(
      name,
      speak('checkShell.thereAreKeysWhoseCalls', { past: past.join(', ') }),
      speak('checkShell.runEvalTollkeeperEnvOr'),
    );
  }
  if (set.length === 0) return fine(name, speak('checkShell.noneIsSetHereTollkeeper'));
  return fine(name, speak('checkShell.leadTo', { set: set.join(', '), origin }));
}

/** Whether a proxy stands between programs and the companion, and whether what is named as certificates is there. */
export function checkNetwork(environment: Environment): Finding {
  const of = (name: string): string => environment[name] || environment[name.toLowerCase()] || '';
  const name = speak('checkShell.proxyAndCertificates');
  const missing = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].filter((variable) => {
    const path = environment[variable];
    return path !== undefined && path !== '' && !existsSync(path);
  });
  if (missing.length > 0) {
    return odd(
      name,
      speak('checkShell.namesAFileThatIs', { missing: missing.join(', ') }),
      speak('checkShell.correctThePathWithoutIt'),
    );
  }
  const direct = of('NO_PROXY')
    .split(',')
    .map((entry) => entry.trim());
  const isLoopbackDirect = direct.some((entry) => ['127.0.0.1', '127.0.0.0/8', '*'].includes(entry));
  if (of('HTTP_PROXY') !== '' && !isLoopbackDirect) {
    return odd(name, speak('checkShell.httpProxyIsSetPrograms'), speak('checkShell.add127001'));
  }
  const proxy = of('HTTPS_PROXY');
  return fine(
    name,
    proxy === ''
      ? speak('checkShell.noProxy')
      : speak('checkShell.theCompanionCallsProvidersThrough', { proxy: hostOf(proxy) }),
  );
}

/** Without user and password, which may stand there. */
function hostOf(address: string | undefined): string {
  return address !== undefined && URL.canParse(address) ? new URL(address).host : speak('checkShell.noAddress');
}
