import type { Problem } from './problem.ts';

/** What a failed attempt is to the client: which provider, what happened, what to do. The address stays out: keys may stand in it. */
export function failureProblem(provider: string, error: Error): Problem {
  const code = codeOf(error);
  const known = saysOfProxy(error) ? PROXY : FAILURES[code];
  const [type, what] = known ?? (isCertificate(code) ? CERTIFICATE : UNKNOWN);
  return {
    type,
    title: TITLES[type] ?? type,
    detail: `${provider} ${what} (${code}). Whether anything was charged: ${CHARGED[type]}.`,
  };
}

type Failed = 'provider-unreachable' | 'provider-cut' | 'provider-silent';

const TITLES: Readonly<Record<string, string>> = {
  'provider-unreachable': 'The provider cannot be reached',
  'provider-cut': 'The provider ended the connection',
  'provider-silent': 'The provider does not answer',
};
const CHARGED: Readonly<Record<string, string>> = {
  'provider-unreachable': 'no',
  'provider-cut': 'unknown',
  'provider-silent': 'unknown',
};
const UNKNOWN = ['provider-cut', 'could not be asked'] as const;
const CERTIFICATE = [
  'provider-unreachable',
  'has a certificate that is not trusted here; if your network has its own authority, start Tollkeeper with NODE_EXTRA_CA_CERTS',
] as const;
const PROXY = [
  'provider-unreachable',
  'could not be reached: the proxy of HTTPS_PROXY or HTTP_PROXY lets nobody through to it; NO_PROXY names what needs none',
] as const;
const UNREACHABLE = ['provider-unreachable', 'could not be connected to'] as const;
const FAILURES: Readonly<Record<string, readonly [Failed, string]>> = {
  ECONNREFUSED: UNREACHABLE,
  ENOTFOUND: ['provider-unreachable', 'has a name that could not be found'],
  EAI_AGAIN: ['provider-unreachable', 'has a name that could not be looked up'],
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  UND_ERR_CONNECT_TIMEOUT: ['provider-unreachable', 'could not be connected to in time'],
  UND_ERR_HEADERS_TIMEOUT: ['provider-silent', 'did not begin to answer in time'],
  UND_ERR_BODY_TIMEOUT: ['provider-silent', 'stopped answering'],
  UND_ERR_SOCKET: ['provider-cut', 'ended the connection before it answered'],
  ECONNRESET: ['provider-cut', 'ended the connection before it answered'],
};

/** The code of the error, or of what caused it; only letters that codes have. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z0-9_]{3,64}$/.test(at.code)) return at.code;
  }
  return 'UNKNOWN';
}

/** undici has no code of its own for a tunnel that was refused, and to it nothing of the request went out. */
function saysOfProxy(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if (/^Proxy response \(\d{3}\) !== 200 when HTTP Tunneling/.test(at.message)) return true;
  }
  return false;
}

function isCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|VERIFY|ALTNAME/.test(code);
}
