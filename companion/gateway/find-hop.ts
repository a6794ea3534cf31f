import { findUpstream, type Upstream } from './find-upstream.ts';
import type { Gateway } from './gateway.ts';
import type { Admitted } from './open-call.ts';
import { UNNAMED } from './read-caller.ts';
import type { Hop } from './review-port.ts';

/** Where another try of a request goes, and whose key it carries. Null: there is no such provider, path or account. */
export function findHop(
  { access, standIns }: Pick<Gateway, 'access' | 'standIns'>,
  admitted: Admitted,
  method: string,
  hop: Hop,
): Admitted | null {
  const { upstream, caller } = admitted;
  if (hop.provider === null && hop.account === null) return admitted;
  // Who has shown no token has no access to accounts.
  if (caller.tool === UNNAMED) return null;
  const isSame = hop.provider === null || hop.provider === upstream.provider.id;
  const there = isSame ? upstream : sameWireAt(hop.provider ?? '', upstream, method, standIns);
  if (there === null) return null;
  const account = access.findAccount(there.provider.id, hop.account);
  if (account === null || account.id === caller.account?.id) return null;
  // The key that the client has sent is of another account, or another provider's: it must not go there.
  return { upstream: there, caller: { ...caller, account, key: account.key }, replacesKey: true };
}

/** The same request at another provider: at the same path if that is one of the same wire there, else where that wire is. */
function sameWireAt(
  name: string,
  { path, surface, prefix }: Upstream,
  method: string,
  standIns: Gateway['standIns'],
): Upstream | null {
  if (surface === null) return null;
  const at = (other: string): Upstream | null => {
    const target = { pathToken: null, name, prefix: prefix.replace(/[^/]*$/, name), path: other };
    const found = findUpstream(method, target, standIns);
    return 'origin' in found ? found : null;
  };
  const fits = (found: Upstream | null): Upstream | null =>
    found?.kind === 'call' && found.surface?.wire === surface.wire ? found : null;
  const same = at(path);
  const own = same?.provider.surfaces.find(
    (one) => one.kind === 'call' && one.wire === surface.wire && one.method === method && !one.isPattern,
  );
  const query = /\?.*/s.exec(path)?.[0] ?? '';
  return fits(same) ?? (own === undefined || own.isFollowUp ? null : fits(at(own.path + query)));
}
