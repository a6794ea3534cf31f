/** What money is spent on that brings nothing new, in English: part of the one catalogue (en.ts). */
export const enWaste = {
  'chip.repeats': 'same request {times} times in {minutes} min',
  'chip.lost': "the first line changes each time: the provider's cache cannot help (about {money} a call)",
  'chip.carried': "the conversation so far is {percent} % of this call's cost; a new chat would be {anew}",
  'ask.repeat.head': 'The same request, {times} times in {minutes} min.',
  'ask.repeat.headUnknown': 'The same request again and again.',
  'ask.repeat.cost': 'It costs about {likely} each time.',
  'do.dontSend': "Don't send",
  'do.quietToday': "Don't ask here again today",
  'note.means.repeat': 'not known: used up, set aside, frozen, or a limit of the key',
  'cause.repeat': 'the same request again',

  'basis.cached': 'Of these, {tokens} in were sent before: likely cached, at the cached price.',
  'set.repeats': 'The same request again',
  'set.repeatsWhat':
    'A loop pays for the same answer again and again. A line beside what you type says so. A card can ask as well, for calls that you started yourself; what is sent again after an error does not count.',
  'set.repeatsSwitch': 'Ask me first',
  'set.repeatsOn': 'Asked when the same request is sent more than {count} times in 10 minutes.',
  'set.repeatsOff': 'Off: no call is held for it.',
  'set.repeatsNew': 'Ask above so many times in 10 minutes',
  'set.repeatsUnit': 'times',
  'set.repeatsSave': 'Save: ask above so many times',
  'set.repeatsBad': 'Type a whole number from 1 to 1,000.',
  'set.repeatsQuiet': '{n} pages are left alone until midnight.',
  'set.repeatsQuiet.one': '{n} page is left alone until midnight.',
  'set.repeatsAgain': 'Ask there again',
} as const;
