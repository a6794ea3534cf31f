import type { ErrorContext } from '../../lib/domain/decide-error.ts';
import { parseDecimal } from '../../lib/domain/money.ts';

/** One error to explain, read at the door. */
export interface ErrorRow {
  /** As it was given; null: none. */
  readonly id: string | number | null;
  readonly host: string | null;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
  readonly context: ErrorContext | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** What a row may be made of; whatever else it has is not looked at. */
const BILLINGS = { 'per-token': 'per-token', 'per-request': 'per-request' } as const;

/**
 * Reads one row of `explain --jsonl`. `body` is text, or the object it was parsed into.
 * @throws Error with a sentence for people when it is none.
 */
export function readRow(value: unknown): ErrorRow {
  if (!isFields(value)) throw new Error('a line is an object: {"id", "host", "status", "headers", "body", …}.');
  if (!('body' in value)) throw new Error('"body" is missing: the text of the error, or the object it is.');
  return {
    id: typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null,
    host: textOf(value.host),
    status: readStatus(value.status),
    headers: readHeaders(value.headers),
    bodyText: typeof value.body === 'string' ? value.body : value.body === null ? '' : JSON.stringify(value.body),
    context: readContext(value.context, value.request),
  };
}

function readStatus(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const status = Number(value);
  if (Number.isInteger(status) && status >= 100 && status <= 999) return status;
  throw new Error(`"status" is an HTTP status or null, not ${JSON.stringify(value)}.`);
}

function readHeaders(value: unknown): Readonly<Record<string, string>> {
  if (value === null || value === undefined) return {};
  if (!isFields(value)) throw new Error('"headers" is an object of names and values.');
  const entries = Object.entries(value).flatMap(([name, header]) => {
    const text = Array.isArray(header) ? header.join(', ') : header;
    return typeof text === 'string' || typeof text === 'number' ? [[name.toLowerCase(), String(text)]] : [];
  });
  return Object.fromEntries(entries);
}

function readContext(value: unknown, request: unknown): ErrorContext | null {
  if (value === null || value === undefined) return null;
  if (!isFields(value)) throw new Error('"context" is an object.');
  const key = isFields(value.key) ? value.key : {};
  const model = isFields(value.model) ? value.model : {};
  const name = textOf(value.model) ?? textOf(model.name) ?? (isFields(request) ? textOf(request.model) : null);
  return {
    unit: textOf(value.currency) ?? 'USD',
    availableNano: amountOf('available', value.available),
    heldNano: amountOf('held', value.held),
    inFlightNano: amountOf('inFlight', value.inFlight),
    reserveNano: amountOf('reserve', value.reserve),
    model: name,
    modelBilling: billingOf('modelBilling', value.modelBilling ?? model.billing),
    keyBilling: billingOf('keyBilling', value.keyBilling ?? key.billing),
    keyLimitNano: amountOf('keyLimit', value.keyLimit ?? key.limit),
    keyUsedNano: amountOf('keyUsed', value.keyUsed ?? key.used),
  };
}

function amountOf(name: string, value: unknown): bigint | null {
  if (value === null || value === undefined) return null;
  const nano = parseDecimal(value);
  if (nano === null) throw new Error(`"context.${name}" is a decimal, not ${JSON.stringify(value)}.`);
  return nano;
}

function billingOf(name: string, value: unknown): ErrorContext['keyBilling'] {
  if (value === null || value === undefined) return null;
  const billing = typeof value === 'string' ? value.replace('_', '-') : '';
  if (billing === BILLINGS['per-token'] || billing === BILLINGS['per-request']) return billing;
  throw new Error(`"context.${name}" is "per-token", "per-request" or null, not ${JSON.stringify(value)}.`);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
