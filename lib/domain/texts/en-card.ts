/** What stands around every card, and what it says while it works, in English: part of the one catalogue (en.ts). */
export const enCard = {
  'busy.checking': 'Reading your balance …',
  'busy.sending': 'Sending …',
  'busy.freeing': 'Waiting for your running calls to finish …',
  'busy.seconds': 'Sending in {n} s …',
  'card.sum': 'Show the sum',
  'card.more': 'More',
  'card.original': 'Show original error',
  'card.close': 'Close',
  'card.by': 'Tollkeeper',
} as const;
