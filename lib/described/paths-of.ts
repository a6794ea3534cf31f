import type { ReadKind } from '../domain/own-api.ts';
import type { Description } from './description.ts';

/** What a path of a description leads into: one wallet of a balance answer, or the whole of a body. */
export type PathInto = 'request' | 'answer' | 'wallet';

/** A path of a description. */
export interface DescribedPath {
  /** Where it stands: `$.calls[0].count.path`. */
  readonly place: string;
  readonly path: string;
  readonly into: PathInto;
  readonly what: ReadKind;
  /** Whether it may lead nowhere: the provider has a figure of its own then. */
  readonly isOptional: boolean;
}

type Call = Description['calls'][number];
type Balance = NonNullable<Description['balances']>[number];

/** Every path of a call, in the order they are written. `place`: of the call. */
export function pathsOfCall({ model, count, cost, billed }: Call, place: string): readonly DescribedPath[] {
  return [
    ...entry('request', 'model', `${place}.model`, model),
    ...countPaths(count, `${place}.count`),
    ...entry('answer', 'cost', `${place}.cost`, cost),
    ...entry('answer', 'billed', `${place}.billed`, billed),
  ];
}

function countPaths(count: Call['count'], place: string): readonly DescribedPath[] {
  if (count === undefined || count.of === 'call') return [];
  if (count.of === 'characters') {
    return count.paths.flatMap((path, index) => entry('request', 'count', `${place}.paths[${index}]`, path));
  }
  const isOptional = count.of === 'number' && count.default !== undefined;
  return entry('request', 'count', `${place}.path`, count.path).map((found) => ({ ...found, isOptional }));
}

/** Every path of a balance; words that stand in the place of one are none. */
export function pathsOfBalance(balance: Balance, place: string): readonly DescribedPath[] {
  const { each, account, accountName, unit, available, plus = [], minus = [], frozen, usable } = balance;
  const list = (what: 'plus' | 'minus', paths: readonly string[]): readonly DescribedPath[] =>
    paths.flatMap((path, index) => entry('wallet', what, `${place}.${what}[${index}]`, path));
  return [
    ...entry('answer', 'wallets', `${place}.each`, each),
    ...entry('answer', 'account', `${place}.account`, account),
    ...entry('answer', 'account-name', `${place}.accountName`, accountName),
    ...entry('wallet', 'unit', `${place}.unit`, unit),
    ...entry('wallet', 'available', `${place}.available`, available),
    ...list('plus', plus),
    ...list('minus', minus),
    ...entry('wallet', 'frozen', `${place}.frozen`, frozen),
    ...entry('answer', 'usable', `${place}.usable`, usable),
  ];
}

function entry(into: PathInto, what: ReadKind, place: string, path: string | undefined): readonly DescribedPath[] {
  return path?.startsWith('$') ? [{ into, what, place, path, isOptional: false }] : [];
}
