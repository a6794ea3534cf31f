import type { Description } from '../described/description.ts';
import { type DescribedPath, pathsOfBalance, pathsOfCall } from '../described/paths-of.ts';
import { toProvider } from '../described/to-provider.ts';
import { listOf, parseJson } from '../domain/json-path.ts';
import { findAll, findFirst } from '../domain/json-query.ts';
import type { ApiSample, ApiTrial } from '../domain/own-api.ts';
import { readBalances, readLabel, readUnit } from '../domain/read-balances.ts';
import { findSurface, type Surface } from '../domain/surface.ts';
import type { Text } from '../domain/text.ts';
import type { Provider } from '../providers/provider.ts';
import { tryAnswer, tryRequest } from './try-call.ts';

/** What a description makes of one request and its answer. Pure; `now`: epoch ms, prices may have hours. */
export function tryOn(description: Description, sample: ApiSample, now: number): ApiTrial {
  const provider = toProvider(description);
  const url = URL.parse(sample.url.trim());
  if (url === null) return nowhere({ key: 'apis.try.badUrl' });
  const surface = findSurface(provider.surfaces, sample.method.toUpperCase(), url);
  if (surface === null) return nowhere(whyNowhere(provider, url));
  const name = surface.id.slice(provider.id.length + 1);
  return surface.kind === 'call'
    ? tryCall({ description, provider, surface, name, sample, now })
    : tryBalance({ description, provider, surface, name, sample });
}

function nowhere(line: Text): ApiTrial {
  return { at: null, lines: [line], unmatched: [] };
}

function whyNowhere(provider: Provider, url: URL): Text {
  const other = (['GET', 'POST'] as const).flatMap((method) => findSurface(provider.surfaces, method, url) ?? [])[0];
  if (other === undefined) return { key: 'apis.try.nowhere' };
  const name = other.id.slice(provider.id.length + 1);
  return { key: 'apis.try.otherMethod', params: { name, method: other.method } };
}

interface Tried {
  readonly description: Description;
  readonly provider: Provider;
  readonly surface: Surface;
  readonly name: string;
  readonly sample: ApiSample;
}

function tryCall({ description, provider, surface, name, sample, now }: Tried & { readonly now: number }): ApiTrial {
  const index = description.calls.findIndex((one) => one.name === name);
  const call = description.calls[index];
  const asked = tryRequest(provider, surface, sample.request, now);
  const isAnswered = sample.status !== null || sample.answer.trim() !== '';
  const answered = isAnswered ? tryAnswer(provider, surface, { sample, asked }) : [];
  const isGood = isAnswered && (sample.status ?? 200) < 400;
  const paths = call === undefined ? [] : pathsOfCall(call, `$.calls[${index}]`);
  const bodies = { request: parseJson(sample.request), answer: parseJson(sample.answer) };
  return {
    at: { kind: 'call', name },
    lines: [{ key: 'apis.try.isCall', params: { name } }, ...asked.lines, ...answered],
    unmatched: paths
      .filter(({ into, isOptional }) => !isOptional && (into === 'request' || isGood))
      .filter(({ into, path }) => findAll(into === 'request' ? bodies.request : bodies.answer, path).length === 0)
      .map(toUnmatched),
  };
}

function tryBalance({ description, provider, surface, name, sample }: Tried): ApiTrial {
  const index = (description.balances ?? []).findIndex((one) => one.name === name);
  const balance = description.balances?.[index];
  const paths = provider.balances.find((one) => one.surface === surface.id);
  const body = parseJson(sample.answer);
  const wallets = paths === undefined ? null : readBalances(body, paths);
  const account = paths?.account == null ? null : readUnit(body, paths.account);
  const people = balance?.accountName === undefined ? null : readLabel(body, balance.accountName);
  const described = balance === undefined ? [] : pathsOfBalance(balance, `$.balances[${index}]`);
  const entries = balance?.each === undefined ? [body] : listOf(findFirst(body, balance.each));
  const isFound = ({ into, path }: DescribedPath): boolean =>
    (into === 'wallet' ? entries : [body]).some((one) => findAll(one, path).length > 0);
  return {
    at: { kind: 'balance', name },
    lines: [
      { key: 'apis.try.isBalance', params: { name } },
      ...(account === null
        ? [{ key: 'apis.try.noAccount' } as const]
        : [{ key: 'apis.try.account', params: { account: people ?? account } } as const]),
      ...(wallets === null || wallets.length === 0
        ? [{ key: 'apis.try.noWallet' } as const]
        : wallets.flatMap(({ unit, availableNano, frozenNano }): readonly Text[] => [
            availableNano === null
              ? { key: 'apis.try.walletUnknown', params: { unit } }
              : { key: 'apis.try.wallet', params: { unit, money: exact(unit, availableNano) } },
            ...(frozenNano === null
              ? []
              : [{ key: 'apis.try.walletFrozen', params: { unit, money: exact(unit, frozenNano) } } as const]),
          ])),
    ],
    unmatched: described.filter((one) => !isFound(one)).map(toUnmatched),
  };
}

function exact(unit: string, nano: bigint) {
  return { kind: 'exact', money: { unit, nano } } as const;
}

function toUnmatched({ place, path }: DescribedPath): ApiTrial['unmatched'][number] {
  return { place, path };
}
