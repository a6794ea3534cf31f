/** What estimates rest on, and how right they were, in English: part of the one catalogue (en.ts). */
export const enForecast = {
  // "1,204 tokens in (exact), 310–1,900 out (your last 46 calls to this model)"
  'basis.tokens': '{input} tokens in ({how}), {output} out ({why}).',
  'basis.inputOnly': '{input} tokens in ({how}).',
  'basis.range': '{low}–{high}',
  'basis.exact': 'exact',
  'basis.counted': 'counted',
  'basis.countedWithin': 'counted, ±{percent} %',
  'basis.byRatio': 'counted, times a stated ratio for this model, ±{percent} %',
  'basis.calibrated': 'counted, and corrected by what {n} of your calls were billed, ±{percent} %',
  'basis.of.provider': 'your last {n} calls to other models here',
  'basis.of.provider.one': 'your last {n} call to another model here',
  'basis.of.model': 'your last {n} calls to this model',
  'basis.of.model.one': 'your last {n} call to this model',
  'basis.of.alike': 'your last {n} calls to this model that asked for the same',
  'basis.of.alike.one': 'your last {n} call to this model that asked for the same',
  'basis.of.here': 'your last {n} calls to this model from this page',
  'basis.of.here.one': 'your last {n} call to this model from this page',
  'basis.prior': 'what is usual: too few calls of yours yet',
  'basis.made': 'size and quality of the pictures asked for',
  'basis.pictures': 'Of these, {tokens} in are pictures.',
  'basis.sound': 'Of these, {tokens} in are sound.',
  'basis.chance': 'Four in five answers end within that.',
  'basis.thought': 'Of these, {thought} are thoughts that you pay for, about {likely}.',
  'basis.most': 'At most {most}: the answer may have {n} tokens.',

  'paid.estimateRange': 'Estimate before sending: {likely}, between {low} and {high}',

  'chip.most': '{likely} (at most {most})',
  'chip.rangeMost': '{likely} (likely up to {high}, at most {most})',
  'ask.ownLimit.range': 'It costs about {likely}, likely up to {high}; you have {have}.',
  'ask.ownLimit.rangeOnly': 'It costs about {likely}, likely up to {high}.',
  'ask.ownLimit.rangeMost': 'It costs about {likely}, likely up to {high}, {most} at most; you have {have}.',
  'ask.ownLimit.rangeMostOnly': 'It costs about {likely}, likely up to {high}, {most} at most.',

  'priv.table.lengths': 'How long answers were, to forecast the next',
  'priv.count.lengths': '{n} groups of lengths of answers',
  'priv.count.lengths.one': '{n} group of lengths of answers',

  // The dashboard's part "How right the estimates were".
  'right.head': 'How right the estimates were',
  'right.of':
    'The last {n} calls whose answers were forecast. Four in five answers should be as long as was said before.',
  'right.of.one': 'The last call whose answer was forecast. Four in five answers should be as long as was said before.',
  'right.noModel': 'No model named',
  'right.inside': 'As long as said: {percent} % of {n} answers, {low} to {high} % give or take chance. 80 % is right.',
  'right.off': 'In the median call the length was {length} % off, the cost {cost} %.',
  'right.offLength': 'In the median call the length was {length} % off.',
  'right.verdict.good': 'As it should be',
  'right.verdict.narrow': 'Ranges too narrow',
  'right.verdict.wide': 'Ranges too wide',
  'right.verdict.few': 'Too few calls yet',
} as const;
