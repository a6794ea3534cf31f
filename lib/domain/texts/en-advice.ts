/** What use could have cost, what could be saved, and what ends a refusal for good, in English: part of the one catalogue (en.ts). */
export const enAdvice = {
  'advice.pattern.none': 'Too few calls to tell what your use looks like: nothing is advised.',
  'advice.pattern.stable':
    'You use about the same every day: what is bound for a month (a package, a commitment, a bonus) can pay.',
  'advice.pattern.occasional':
    'You use it now and then: pay for what you use. What is bound for a month would lie there unused.',
  'advice.pattern.media':
    'Most calls are for pictures, sound or films: a price per call is known before you send, a price per token is not.',
  'advice.pattern.chat':
    'Somebody reads along with most calls: those cannot wait for cheaper hours or a batch. A cheaper price per token helps.',
  'advice.stay': 'Stay as you are: nothing would have been 5 % cheaper.',
  'advice.stay.unfit': 'Stay as you are: what would have been cheaper does not fit how you use it.',

  'advice.caveat.listed':
    'By the prices known today, with the hours and days they name: a list that changed without saying when is taken as it is now.',
  'advice.caveat.length': "How long another model's answers are nobody knows: they are taken as long as they were.",
  'advice.caveat.quality': 'Whether it does the work as well, only trying shows.',
  'advice.caveat.recounted':
    'The two models count text differently: tokens were counted anew by measured ratios, which is where the range comes from.',
  'advice.caveat.thinks':
    'One of the two may think before it answers, which is billed as output: that is not in the sum.',
  'advice.caveat.provider':
    "Whether the other provider's cache finds as much is not known: the range goes from as much to nothing.",
  'advice.caveat.hour': 'What an hour of keeping would have found is told by times and sizes, not by what was said.',
  'advice.caveat.steady':
    'At best, all of a prompt that is no longer than the one before it is found again: that is the low end.',
  'advice.caveat.unmarked':
    'Of calls that nobody compared with those before them, it is not known what their cache lost.',
  'advice.caveat.kind': 'A key is billed one way: the other way needs a key of its own, and maybe another site.',
  'advice.caveat.perRequest': 'Per call, a long answer costs no more and a short one no less.',
  'advice.caveat.batch': 'Only for calls of tools that nobody reads along with. A batch may take as long as a day.',
  'advice.caveat.offPeak': 'Only for calls of tools that nobody reads along with, made at the cheap hours.',
  'advice.caveat.group': 'A cheaper group is often slower, or fails more: try it first.',
  'advice.caveat.package': 'What is left of a package at its end is usually gone.',
  'advice.caveat.commitment': 'What was committed to is paid, used or not.',
  'advice.caveat.bonus': 'The bonus is money at that provider: it comes back in no other form.',

  'savings.failed.what': '{n} calls that failed or broke off cost {money}.',
  'savings.failed.what.one': '{n} call that failed or broke off cost {money}.',
  'savings.failed.fix':
    'Give scripts more time before they hang up, and let them wait longer before they try again. Ask the provider for money back where an error was billed.',
  'savings.repeats.what': '{n} calls asked the same again within ten minutes: {money}.',
  'savings.repeats.what.one': '{n} call asked the same again within ten minutes: {money}.',
  'savings.repeats.fix':
    'Keep the answer, or let the companion do so (a cache policy). Where different answers are wanted, ask for several in one call.',
  'savings.small-tasks.what': '{n} short calls went to a dear model: {money} more than a cheaper one takes.',
  'savings.small-tasks.what.one': '{n} short call went to a dear model: {money} more than a cheaper one takes.',
  'savings.small-tasks.fix': 'Try the model named below with a few of them, and change it where its answers do.',
  'savings.lost-cache.what': 'The beginning of {n} prompts changed, so that the cache could not help: {money}.',
  'savings.lost-cache.what.one': 'The beginning of {n} prompt changed, so that the cache could not help: {money}.',
  'savings.lost-cache.fix':
    'Move what changes (the time, an id, a name) from the first lines of the prompt to its end; keep tools in one order.',
  'savings.unread-cache.what':
    'In {n} calls more was paid for writing to the cache than reading from it saved: {money}.',
  'savings.unread-cache.what.one':
    'In {n} call more was paid for writing to the cache than reading from it saved: {money}.',
  'savings.unread-cache.fix':
    'Mark for the cache only what comes again within its lifetime, or have it kept for an hour.',
  'savings.reserve.what':
    '{n} calls allowed {bound} tokens of answer; the longest had {longest}. {money} was set aside for nothing in all.',
  'savings.reserve.what.one':
    '{n} call allowed {bound} tokens of answer; the longest had {longest}. {money} was set aside for nothing in all.',
  'savings.reserve.fix':
    'A max_tokens of {bound} does. It saves no money, but a low balance lasts for more calls at once.',
  'savings.unknown.cost': '{n} calls of unknown cost are in none of the sums.',
  'savings.unknown.cost.one': '{n} call of unknown cost is in none of the sums.',
  'savings.unknown.lost': 'Of {n} calls it is known that the cache was lost, but not what that cost.',
  'savings.unknown.lost.one': 'Of {n} call it is known that the cache was lost, but not what that cost.',
  'savings.unknown.marks':
    'No call is noted as repeated or as having lost its cache: there was none, or they are older than such notes.',

  'fix.what': '{provider} said no {n} times this month: {cause}.',
  'fix.what.one': '{provider} said no {n} time this month: {cause}.',
  'fix.auto-recharge': 'Let it recharge by itself where the provider offers that, or recharge more at a time.',
  'fix.recharge-more':
    'Keep more in the account than one call sets aside, or bound answers (max_tokens): then less is set aside.',
  'fix.usage-based': 'Make a key that is billed by use, and use it for these models.',
  'fix.raise-limit': "Raise the limit where it was set: recharging won't change it.",
  'fix.another-plan': 'Ask for a higher level or another plan: it allows more calls a minute.',

  // The dashboard's screen.
  'dash.savings': 'Savings',
  'save.head': 'Savings and what-if',
  'save.what':
    'What your calls could have cost: without failures and repeats, with caches that are found, smaller models, or another way of paying. Worked out on this computer from sizes and prices, never from what you wrote.',
  'save.loading': 'Working it out …',
  'save.all': 'All {n} calls from {from} to {to} were looked at.',
  'save.all.one': 'The one call from {from} to {to} was looked at.',
  'save.part':
    '{n} of {all} calls were looked at, the newest days of this time: from {from} to {to}. The others would take too long, or their details are not kept any more.',
  'save.none': 'No calls in these days',
  'save.noneHow': 'Choose other days, or make a call: what could have been saved is worked out from what was recorded.',
  'save.sum': '{spent} were spent; {saved} of it ({percent} %) could have been saved.',
  'save.sumOnly': '{spent} were spent.',
  'save.floor': 'What comes to less than a dollar a month, or to less than 5 % of what was spent, is not told.',
  'save.col.what': 'What',
  'save.col.share': 'Of what was spent',
  'save.percent': '{percent} %',
  'save.how': 'How to save it, and where it is',
  'save.instead': '{model} instead',
  'save.aside': 'Set aside for nothing',
  'save.whatifLead':
    'The same calls, had they gone to another model or provider, or had their caches worked otherwise. Choose “{of}” to ask it of one model only.',
  'save.asItWas': 'as it was',
  'save.whatif.table': 'The same calls, had it been so',
  'save.whatif.less': '{n} calls would have cost {likely} instead of {was}: {money} ({percent} %) less.',
  'save.whatif.less.one': '{n} call would have cost {likely} instead of {was}: {money} ({percent} %) less.',
  'save.whatif.more': '{n} calls would have cost {likely} instead of {was}: {money} ({percent} %) more.',
  'save.whatif.more.one': '{n} call would have cost {likely} instead of {was}: {money} ({percent} %) more.',
  'save.whatif.same': '{n} calls would have cost the same: {was}.',
  'save.whatif.same.one': '{n} call would have cost the same: {was}.',
  'save.whatif.otherUnit': '{n} calls that did cost {was} would have cost {likely}.',
  'save.whatif.otherUnit.one': '{n} call that did cost {was} would have cost {likely}.',
  'save.difference': 'Difference',
  'save.range': '{low} to {high}',
} as const;
