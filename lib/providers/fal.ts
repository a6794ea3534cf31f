import { perUnit } from '../domain/price-rows.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

/** Units differ by model: a megapixel, a picture, a second. They are billed in parts, so thousandths are counted. */
const megapixel = (model: string, thousandth: string) =>
  perUnit(
    {
      unit: 'USD',
      setsAside: 'nothing',
      mark: 'third-party',
      date: '2026-11-21',
      source: 'public repositories that use it (public code index, items 31730217076 and 66736581201)',
    },
    'milliunits',
    thousandth,
    model,
  );

const UNITS: MeteredRule = {
  meter: 'milliunits',
  count: { of: 'number', path: '$.num_images', default: 1 },
  // Whatever is asked for: a thousand thousandths each.
  extras: [{ path: '$', units: 999 }],
  billed: [{ meter: 'milliunits', at: 'x-fal-billable-units', times: 1000 }],
};

/** https://docs.fal.ai/documentation/model-apis/inference/queue, read 2026-11-22. No deadline is named. */
const QUEUE = on('queue.fal.run');
const STATES = { at: '$.status', goesOn: ['IN_QUEUE', 'IN_PROGRESS'], ends: ['COMPLETED'] } as const;

const asked = (path: string, says: 'state' | 'result') =>
  metered(QUEUE, path, { ...UNITS, job: { says, ...STATES } }, { method: 'GET', isFollowUp: true });

/**
 * fal.ai: prepaid in dollars. An account without money is locked, and may stay so for a while after it was paid into. What is
 * left is told to keys of admins only, by another host.
 */
export const fal = describe({
  id: 'fal',
  name: 'fal.ai',
  console: on('fal.ai'),
  consoleOrigin: 'https://fal.ai',
  surfaces: {
    run: metered(on('fal.run'), '/**', UNITS, { isModelInPath: true }),
    // What waits in the queue is named without the part of the model's name behind its second `/`. Names of three parts
    // (`workflows/`, `comfy/`) are not followed: such work stays open until its time.
    queue: metered(
      QUEUE,
      '/**',
      { ...UNITS, job: { says: 'begun', id: '$.request_id', ...STATES } },
      { isModelInPath: true },
    ),
    'queue-status': asked('/*/*/requests/*/status', 'state'),
    'queue-status-stream': asked('/*/*/requests/*/status/stream', 'state'),
    'queue-result': asked('/*/*/requests/*', 'result'),
    balance: read(on('api.fal.ai'), 'balance', '/v1/account/billing'),
    'balance-alpha': read(on('rest.alpha.fal.ai'), 'balance', '/billing/user_balance'),
  },
  prices: [
    megapixel('fal-ai/flux/schnell', '0.000003'),
    megapixel('fal-ai/flux/dev', '0.000025'),
    megapixel('fal-ai/flux-pro/v1.1', '0.00004'),
  ],
  // The same words stand for an empty account and for one that was paid into and is locked still.
  balances: (
    [
      ['fal/balance', '$.credits.current_balance'],
      ['fal/balance-alpha', '$'],
    ] as const
  ).map(([surface, available]) => ({
    surface,
    account: null,
    accountNames: [],
    lists: ['$'],
    isSingle: true,
    unit: 'USD',
    available,
    frozen: null,
    isUsable: null,
  })),
  balanceByKey: [
    {
      surface: 'fal/balance',
      query: { expand: 'credits' },
      key: { in: 'header', name: 'authorization', before: 'Key ' },
      keyKind: 'admin',
      variables: ['FAL_ADMIN_KEY', 'FAL_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'public code index, items 59731559505, 52558523144 and 71280567043',
      date: '2026-08-25',
    },
    {
      surface: 'fal/balance-alpha',
      notes: ['undocumented', 'disputed'],
      key: { in: 'header', name: 'authorization', before: 'Key ' },
      keyKind: 'ordinary',
      variables: ['FAL_KEY', 'FAL_ADMIN_KEY'],
      of: 'wallet',
      confidence: 'low',
      source: 'https://github.com/fal-ai/fal/issues/1147',
      date: '2026-11-21',
    },
  ],
  jobsByKey: {
    surfaces: ['fal/queue-status', 'fal/queue-result'],
    key: { in: 'header', name: 'authorization', before: 'Key ' },
  },
  leadsTo: { hosts: ['queue.fal.run'], at: ['$.status_url', '$.response_url', '$.cancel_url'] },
  links: {
    recharge: '/dashboard/billing',
    keys: '/dashboard/keys',
    transactions: '/dashboard/usage-billing',
    models: '/models',
    prices: '/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
