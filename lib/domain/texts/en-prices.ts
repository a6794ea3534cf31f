/** The dashboard's screen of prices, in English: part of the one catalogue (en.ts). */
export const enPrices = {
  'dash.prices': 'Prices',
  'prices.what': 'What the models that you call cost, by the prices that Tollkeeper counts with now.',
  'prices.toOwn': 'Set prices of your own',
  'prices.none': 'No call was seen yet.',
  'prices.noModel': 'Calls that name no model',
  'prices.account': 'Paid last by: {name}.',
  'prices.perMillion': '{rate} / 1,000,000 tokens',
  'prices.each': '{rate} each',
  'prices.between': '{low} to {high}',
  'prices.from.own': 'Your own price, set on {date}.',
  'prices.from.site': 'From the list of prices of the site itself.',
  'prices.from.provider': 'As the provider lists it, read on {date}.',
  'prices.from.file': 'As the price file has it, which took it on {date} from',
  'prices.from.overlay': 'From Tollkeeper’s own table, read on {date}:',
  'prices.from.base': 'From a public list of {date}:',
  'prices.from.bills': 'Learned from what your calls were billed; the list is of {date}.',
  'prices.from.drops': 'Learned from your balance, last on {date}.',
  'prices.above': 'Above {count} tokens of question another price holds.',
  'prices.guess': 'The provider has several prices, and which of them you pay is not known: no call is held for it.',
  'prices.unknown': 'Nobody publishes a price that Tollkeeper knows.',
  'prices.few':
    'It is learned from how your balance falls: open the page that shows your balance before and after calls. {count} of at least {least} falls seen.',
  'prices.untold':
    '{n} falls of your balance do not agree on one price: other tools may spend from it, or questions and answers grew together.',
} as const;
