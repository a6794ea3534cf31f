import type { ProblemKind } from '../domain/own-api.ts';
import { isThisMachine } from '../domain/site.ts';
import type { Place } from '../domain/surface.ts';
import { hasLookAlike } from './look-alike.ts';

/** What is wrong with an address as it stands; null: nothing. */
export function addressProblem(address: string): Extract<ProblemKind, `address${string}`> | null {
  const [, scheme = '', authority = '', path = '', rest] =
    /^([a-z]{1,8}):\/\/([^/?#]*)([^?#]*)([?#].*)?$/is.exec(address) ?? [];
  if (scheme === '') return 'address';
  if (authority.includes('@')) return 'address-credentials';
  if (/[^\x21-\x7e]/.test(address) || /[A-Z]/.test(scheme + authority)) return 'address-letters';
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  const [, host, port] = new RegExp(`^((?:\\*\\.)?${label}(?:\\.${label}){0,20})(?::(\\d+))?$`).exec(authority) ?? [];
  if (host === undefined || host.length > 253 || !/^https?$/.test(scheme)) return 'address';
  if (hasLookAlike(host)) return 'address-look-alike';
  if (scheme === 'http' && !isThisMachine(host)) return 'address-plain';
  if (rest !== undefined) return 'address-query';
  if (port !== undefined && !isPortOfItsOwn(port, scheme)) return 'address-port';
  if (/\*\*./s.test(path)) return 'address-stars';
  return /\/\.{1,2}(?:\/|$)|\\/.test(path) ? 'address' : null;
}

/** Browsers leave out the scheme's own port, so nothing would ever be found there. */
function isPortOfItsOwn(digits: string, scheme: string): boolean {
  const port = Number(digits);
  return /^[1-9]\d{0,4}$/.test(digits) && port <= 65_535 && port !== (scheme === 'https' ? 443 : 80);
}

/** Whether this is a host for itself: no page of it, and no star. */
export function isOrigin(address: string): boolean {
  return /^https?:\/\/[^/*]+$/.test(address);
}

/** A star for all of what everybody can register under. */
export function isTooWide(host: string): boolean {
  if (!host.startsWith('*.')) return false;
  return host.split('.').length < 3 || isSharedSuffix(host.slice(2));
}

/** Ends of names below which everybody gets one of their own: the usual ones, the whole public list is far longer. */
const SHARED_SUFFIX = new RegExp(
  `^(?:${[
    String.raw`(?:com|net|org|gov|edu|ac|co|ne|or|gob|go)\.[a-z]{2}`,
    String.raw`(?:github|gitlab|ngrok)\.io`,
    String.raw`(?:vercel|netlify|web|run|ngrok-free|onrender|railway|up\.railway|replit|modal|fly|streamlit)\.(?:app|com|run|dev)`,
    String.raw`(?:pages|workers|fly|deno|val)\.(?:dev|run)`,
    String.raw`(?:hf|huggingface)\.(?:space|co)`,
    String.raw`(?:herokuapp|firebaseapp|azurewebsites|cloudfront|trycloudflare|appspot)\.(?:com|net)`,
    String.raw`(?:[a-z0-9-]+\.)*(?:amazonaws|aliyuncs|cloudapp\.azure|myqcloud)\.com`,
    String.raw`(?:[a-z0-9-]+\.)*(?:azure-api|azurestaticapps|azurefd|azureedge|windows|cloudapp|cloudfunctions|b-cdn|ts|serveo)\.net`,
    String.raw`(?:[a-z0-9-]+\.)*(?:azurecontainer|azurecontainerapps|webflow|gitpod|codesandbox|stackblitz|nip|sslip)\.io`,
    String.raw`(?:[a-z0-9-]+\.)*(?:run|ondigitalocean|koyeb|ngrok|csb|lovable|framer|deta)\.app`,
    String.raw`(?:[a-z0-9-]+\.)*(?:r2|ngrok|replit|deta|github|vercel)\.dev`,
    String.raw`(?:[a-z0-9-]+\.)*(?:blogspot|wordpress|googleusercontent|myshopify|elasticbeanstalk|awsapprunner)\.com`,
    String.raw`(?:[a-z0-9-]+\.)*(?:digitaloceanspaces|backblazeb2|bcebos|myhuaweicloud|tcloudbase|tencentcs)\.com`,
    String.raw`(?:supabase|repl)\.co|(?:[a-z0-9-]+\.)*on\.aws|endpoints\.huggingface\.cloud`,
    String.raw`glitch\.me|localtunnel\.me|loca\.lt|surge\.sh|notion\.site|duckdns\.org|gradio\.live`,
    String.raw`(?:[a-z0-9-]+\.)*fcapp\.run`,
  ].join('|')})$`,
);

function isSharedSuffix(name: string): boolean {
  return SHARED_SUFFIX.test(name);
}

/** The part of a host's name that somebody registered; an address of four numbers is its own. */
export function domainOf(host: string): string {
  if (/^\d+(?:\.\d+){3}$/.test(host)) return host;
  const parts = host.replace(/^\*\./, '').split('.');
  let from = Math.max(parts.length - 2, 0);
  while (from > 0 && isSharedSuffix(parts.slice(from).join('.'))) from -= 1;
  return parts.slice(from).join('.');
}

/** An address that calls may go to. */
export type Addressed = Pick<Place, 'hosts' | 'ports'> & { readonly path: string };

/** Whether there may be an address that is both's; sooner yes than no, where stars meet. */
export function canMeet(a: Addressed, b: Addressed): boolean {
  return (
    a.hosts.some((one) => b.hosts.some((other) => hostsMeet(one, other))) &&
    portsMeet(a.ports, b.ports) &&
    pathsMeet(a.path, b.path)
  );
}

function hostsMeet(a: string, b: string): boolean {
  const isBelow = (host: string, pattern: string): boolean => pattern[0] === '*' && host.endsWith(pattern.slice(1));
  return a === b || isBelow(a, b) || isBelow(b, a);
}

function portsMeet(a: Place['ports'], b: Place['ports']): boolean {
  const [one, other] = [a ?? [443, 443], b ?? [443, 443]];
  return one[0] <= other[1] && other[0] <= one[1];
}

/** One character of a path: itself, any but a slash, or any at all. `isMore`: as many as one likes, or none. */
interface Token {
  readonly is: string | 'part' | 'rest';
  readonly isMore: boolean;
}

function pathsMeet(a: string, b: string): boolean {
  if (!a.includes('*') && !b.includes('*')) return a === b;
  const [one, other] = [tokensOf(a), tokensOf(b)];
  // Which ends of `other` can be reached with so much of `one`: the two are walked as one.
  const seen = new Set<number>();
  const ahead = [[0, 0]];
  for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
    const [i = 0, j = 0] = step;
    const key = i * (other.length + 1) + j;
    if (seen.has(key)) continue;
    seen.add(key);
    const [left, right] = [one[i], other[j]];
    if (left === undefined && right === undefined) return true;
    if (left?.isMore) ahead.push([i + 1, j]);
    if (right?.isMore) ahead.push([i, j + 1]);
    if (left && right && tokensMeet(left.is, right.is)) ahead.push([left.isMore ? i : i + 1, right.isMore ? j : j + 1]);
  }
  return false;
}

function tokensMeet(a: Token['is'], b: Token['is']): boolean {
  if (a === 'rest' || b === 'rest' || a === b) return true;
  return (a === 'part' && b !== '/') || (b === 'part' && a !== '/');
}

function tokensOf(path: string): readonly Token[] {
  return (path.match(/\*\*|./gs) ?? []).flatMap((part) => {
    const is = part === '**' ? 'rest' : part === '*' ? 'part' : part;
    return is === part
      ? [{ is, isMore: false }]
      : [
          { is, isMore: false },
          { is, isMore: true },
        ];
  });
}
