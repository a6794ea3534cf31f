/** Recharges by rules, in English: part of the one catalogue (en.ts). */
export const enRecharge = {
  'recharge.asked': 'A recharge of {money} for {account} waits for your yes.',
  'recharge.asked.means': 'Rule “{rule}”: {why}. Without an answer it is dropped after a day.',
  'recharge.asked.todo': 'tollkeeper recharge approve {run}, or decline',
  'recharge.byHand': '{account} should be recharged with {money}.',
  'recharge.byHand.todo': 'Recharge it at its provider, then: tollkeeper recharge approve {run}',
  'recharge.unknown': 'Nobody knows whether {account} was recharged with {money}.',
  'recharge.unknown.means':
    'What rule “{rule}” began ({why}) did not say how it ended. It is not repeated until you say so.',
  'recharge.unknown.todo': 'Look at the account, then: tollkeeper recharge resolve {run} done, or not-done',
  'recharge.failing': '{account} could not be recharged.',
  'recharge.failing.means':
    'Rule “{rule}” tried {n} times, one after the other, and nothing was paid. It goes on trying while it is needed.',
  'recharge.failing.means.one': 'Rule “{rule}” tried, and nothing was paid. It tries again while it is needed.',
  'recharge.failing.todo': 'Recharge it at its provider; to see why it was not: tollkeeper recharge runs',
  'recharge.because.balance': 'its balance is below the rule’s line',
  'recharge.because.runway': 'its balance may end before the rule’s days are over',
} as const;
