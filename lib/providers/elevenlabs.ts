import { perUnit } from '../domain/price-rows.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('api.elevenlabs.io', 'api.us.elevenlabs.io', 'api.eu.residency.elevenlabs.io');
/** The head of the answer says what it took, of sound, too. */
const SPEECH: MeteredRule = {
  meter: 'characters',
  count: { of: 'characters', paths: ['$.text'] },
  model: '$.model_id',
  cost: ['character-cost'],
};

/** ElevenLabs: credits of a monthly plan, and in some plans as many more as are used, billed afterwards. */
export const elevenlabs = describe({
  id: 'elevenlabs',
  name: 'ElevenLabs',
  console: on('elevenlabs.io'),
  consoleOrigin: 'https://elevenlabs.io',
  surfaces: {
    speech: metered(API, '/v1/text-to-speech/*', SPEECH),
    'speech-more': metered(API, '/v1/text-to-speech/*/**', SPEECH),
    subscription: read(API, 'balance', '/v1/user/subscription'),
  },
  // What the other models take a character has changed, and is not what the page says: their answers say it.
  prices: ['eleven_flash_v2_5', 'eleven_flash_v2', 'eleven_turbo_v2_5', 'eleven_turbo_v2'].map((model) =>
    perUnit(
      { unit: 'credits', mark: 'third-party', date: '2026-11-21', source: 'https://elevenlabs.io/pricing/api' },
      'characters',
      '0.5',
      model,
    ),
  ),
  balances: [
    {
      surface: 'elevenlabs/subscription',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'credits',
      available: '$.character_limit',
      minus: ['$.character_count'],
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'elevenlabs/subscription',
      endsAt: '$.next_character_count_reset_unix',
      notes: ['pay-as-you-go'],
      key: { in: 'header', name: 'xi-api-key' },
      keyKind: 'scoped',
      variables: ['ELEVENLABS_API_KEY', 'XI_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'steipete/CodexBar, docs/elevenlabs.md',
      date: '2026-08-21',
    },
  ],
  links: {
    recharge: '/app/subscription',
    keys: '/app/settings/api-keys',
    transactions: '/app/usage',
    prices: '/pricing/api',
  },
  help: { billing: 'both' },
  state: 'complete',
  doubts: [{ about: 'links.transactions', mark: 'unverified' }],
});
