import { readNano } from './units.ts';
import { rememberBalance } from './wallet.ts';
import type { SandboxAccount, SandboxKey, SandboxWallet, SandboxWorld } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;
type Change = () => void;

/**
 * Sets what a body names and leaves the rest:
 * `{"balances": [{"unit": "USD", "total": "12.40", "frozen": "12", "held": "0"}],
 *   "keys": [{"name": "dev-1", "limit": "10", "used": "9.98", "billing": "per-token", "key": "sk-sandbox-…"}]}`.
 * A key is found by id, key or name, else created. Returns what was not understood, having changed nothing, or `null`.
 */
export function changeState(world: SandboxWorld, account: SandboxAccount, body: Fields): string | null {
  const changes: Change[] = [];
  for (const fields of readList(body.balances)) {
    const change = readWalletChange(account, fields);
    if (typeof change === 'string') return change;
    changes.push(change);
  }
  for (const fields of readList(body.keys)) {
    const change = readKeyChange(world, account, fields);
    if (typeof change === 'string') return change;
    changes.push(change);
  }
  for (const change of changes) change();
  rememberBalance(world, account);
  return null;
}

function readWalletChange(account: SandboxAccount, fields: Fields): Change | string {
  const { unit } = fields;
  if (unit !== 'USD' && unit !== 'credits') return 'a balance needs a unit: "USD" or "credits"';
  const wallet = account.wallets[unit];
  const total = readAmount(fields.total, wallet.totalNano);
  const frozen = readAmount(fields.frozen, wallet.frozenNano);
  const held = readAmount(fields.held, wallet.heldElsewhereNano);
  if (total === null || frozen === null || held === null) return 'total, frozen and held must be decimals';
  return () => setWallet(wallet, total, frozen, held);
}

// A balance that is set has no transaction; moving the opening balance keeps opening + transactions = total true.
function setWallet(wallet: SandboxWallet, totalNano: bigint, frozenNano: bigint, heldElsewhereNano: bigint): void {
  wallet.openingNano += totalNano - wallet.totalNano;
  Object.assign(wallet, { totalNano, frozenNano, heldElsewhereNano });
}

function readKeyChange(world: SandboxWorld, account: SandboxAccount, fields: Fields): Change | string {
  const found = world.keys.find(
    (key) =>
      key.accountId === account.id && (key.id === fields.id || key.key === fields.key || key.name === fields.name),
  );
  const key = found ?? createKey(world, account, fields);
  if (key === null) return 'a new key needs a key that begins with "sk-"';
  const limit = fields.limit === null ? null : readAmount(fields.limit, key.limitNano ?? -1n);
  const used = readAmount(fields.used, key.usedNano);
  const billing = fields.billing ?? key.billing;
  if (billing !== 'per-token' && billing !== 'per-request') return 'billing must be "per-token" or "per-request"';
  if (used === null || (limit === null && fields.limit !== null)) return 'limit and used must be decimals';
  return () => {
    if (found === undefined) world.keys.push(key);
    key.limitNano = limit === -1n ? null : limit;
    key.usedNano = used;
    key.billing = billing;
    if (typeof fields.name === 'string') key.name = fields.name;
    if (typeof fields.key === 'string') key.key = fields.key;
  };
}

function createKey(world: SandboxWorld, account: SandboxAccount, fields: Fields): SandboxKey | null {
  if (typeof fields.key !== 'string' || !/^sk-\S{1,200}$/.test(fields.key)) return null;
  return {
    id: typeof fields.id === 'string' ? fields.id : `key_${world.random.hex(8)}`,
    accountId: account.id,
    name: 'new key',
    key: fields.key,
    billing: 'per-token',
    limitNano: null,
    usedNano: 0n,
    heldNano: 0n,
  };
}

function readAmount(value: unknown, present: bigint): bigint | null {
  return value === undefined ? present : readNano(value);
}

function readList(value: unknown): readonly Fields[] {
  if (!Array.isArray(value)) return [];
  return value.filter((fields): fields is Fields => typeof fields === 'object' && fields !== null);
}
