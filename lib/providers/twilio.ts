import { describe, metered, on, read } from './describe.ts';

const API = on('api.twilio.com');

/**
 * Twilio: prepaid. What a message costs is known when it is delivered, and differs by country: unpriced. An account without
 * money is suspended, and then says that the key is wrong.
 */
export const twilio = describe({
  id: 'twilio',
  name: 'Twilio',
  console: on('console.twilio.com'),
  consoleOrigin: 'https://console.twilio.com',
  surfaces: {
    message: metered(API, '/2010-04-01/Accounts/*/Messages.json', { meter: 'requests', count: { of: 'call' } }),
    call: metered(API, '/2010-04-01/Accounts/*/Calls.json', { meter: 'requests', count: { of: 'call' } }),
    // Of the account itself: those under it have none. Not up to the moment.
    balance: read(API, 'balance', '/2010-04-01/Accounts/*/Balance.json'),
  },
  balances: [
    {
      surface: 'twilio/balance',
      account: '$.account_sid',
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: '$.currency',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'twilio/balance',
      id: { what: 'account', variable: 'TWILIO_ACCOUNT_SID' },
      notes: ['late'],
      key: { in: 'basic' },
      keyKind: 'account',
      variables: ['TWILIO_AUTH_TOKEN'],
      of: 'wallet',
      confidence: 'medium',
      source: 'Twilio client libraries, twilio 5.8.0, balance',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/us1/billing/manage-billing/billing-overview',
    keys: '/us1/account/keys-credentials/api-keys',
    transactions: '/us1/billing/manage-billing/usage',
    prices: 'https://www.twilio.com/en-us/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
