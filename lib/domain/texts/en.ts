import { enAdvice } from './en-advice.ts';
import { enAlerts } from './en-alerts.ts';
import { enApis } from './en-apis.ts';
import { enBalance } from './en-balance.ts';
import { enBudgets } from './en-budgets.ts';
import { enCalls } from './en-calls.ts';
import { enCard } from './en-card.ts';
import { enChannels } from './en-channels.ts';
import { enCompanion } from './en-companion.ts';
import { enDashboard } from './en-dashboard.ts';
import { enErrors } from './en-errors.ts';
import { enEstimator } from './en-estimator.ts';
import { enExplain } from './en-explain.ts';
import { enFigures } from './en-figures.ts';
import { enForecast } from './en-forecast.ts';
import { enGlance } from './en-glance.ts';
import { enHelp } from './en-help.ts';
import { enKeep } from './en-keep.ts';
import { enLimits } from './en-limits.ts';
import { enNotes } from './en-notes.ts';
import { enNotices } from './en-notices.ts';
import { enOverview } from './en-overview.ts';
import { enOwnData } from './en-own-data.ts';
import { enPages } from './en-pages.ts';
import { enPeople } from './en-people.ts';
import { enPopup } from './en-popup.ts';
import { enPriceFile } from './en-price-file.ts';
import { enPrices } from './en-prices.ts';
import { enRecharge } from './en-recharge.ts';
import { enRecording } from './en-recording.ts';
import { enRefusals } from './en-refusals.ts';
import { enRelays } from './en-relays.ts';
import { enReport } from './en-report.ts';
import { enRunway } from './en-runway.ts';
import { enScreens } from './en-screens.ts';
import { enSpend } from './en-spend.ts';
import { enSync } from './en-sync.ts';
import { enTerminal } from './en-terminal.ts';
import { enWaste } from './en-waste.ts';
import { enWatch } from './en-watch.ts';
import { enWelcome } from './en-welcome.ts';

/**
 * Every sentence for people, in English: the one catalogue of browser and companion. `{name}` is filled from
 * `Text.params`. `x.one` is used instead of `x` where `{n}` is singular in this language.
 */
export const en = {
  ...enAlerts,
  ...enAdvice,
  ...enApis,
  ...enBalance,
  ...enBudgets,
  ...enCard,
  ...enChannels,
  ...enCompanion,
  ...enCalls,
  ...enDashboard,
  ...enFigures,
  ...enOverview,
  ...enScreens,
  ...enPages,
  ...enPeople,
  ...enPopup,
  ...enGlance,
  ...enWelcome,
  ...enPriceFile,
  ...enPrices,
  ...enNotes,
  ...enNotices,
  ...enErrors,
  ...enHelp,
  ...enEstimator,
  ...enKeep,
  ...enOwnData,
  ...enLimits,
  ...enExplain,
  ...enRefusals,
  ...enRecharge,
  ...enRecording,
  ...enReport,
  ...enRunway,
  ...enRelays,
  ...enSpend,
  ...enSync,
  ...enForecast,
  ...enTerminal,
  ...enWaste,
  ...enWatch,

  // Whether anything was charged: as the end of a line, and alone.
  'charged.no': ' Nothing was charged.',
  'charged.partly': ' What had already come was charged.',
  'charged.unknown': ' Whether it was charged is not known.',
  'charged.no.alone': 'Nothing was charged.',
  'charged.partly.alone': 'What had already come was charged.',
  'charged.unknown.alone': 'Whether anything was charged is not known.',
  // Beside an error that the page prints.
  printed: '{what} {charged}',
  'waiting.sum': '{n} calls waiting, {money} in all.',
  'waiting.count': '{n} calls waiting.',
  safe: 'Not sent yet; your text is safe.',

  // Before sending
  'ask.depleted.head': 'Your balance at {provider} is used up.',
  'ask.depleted.need': 'This message needs about {likely}; you have {have}.',
  'ask.depleted.need.batch': 'This query costs {likely}; you have {have}.',
  'ask.depleted.have': 'You have {have}.',
  'ask.notEnough.head': '{provider} sets aside {need} first; you have {have}.',
  'ask.notEnough.likely': 'Real cost is probably {likely}: the rest comes back.',
  'ask.notEnough.output': 'Ask for a shorter answer, or recharge?',
  'ask.notEnough.model': 'Use another model, or recharge?',
  'ask.notEnough.none': 'Recharge, or make the request smaller?',
  'ask.frozen.head': '{total} in total, but {frozen} is frozen: {have} usable.',
  'ask.frozen.headUnknown': 'Part of your balance is frozen: {have} usable.',
  'ask.frozen.need': 'This call sets aside {need}.',
  'ask.frozen.recharge': 'A recharge may not free the frozen part.',
  'ask.inFlight.head': 'Your own running calls hold {open}: {have} usable.',
  'ask.inFlight.need': 'This call sets aside {need}.',
  'ask.inFlight.frees': 'It frees when they finish.',
  'ask.billing.head.perRequest': 'This key pays per request; {model} is billed per token.',
  'ask.billing.head.perToken': 'This key pays per token; {model} is billed per request.',
  'ask.billing.head.unknown': "This key's billing doesn't fit {model}.",
  'ask.billing.refused': 'It will be refused, though you have {have}.',
  'ask.billing.refusedUnknown': 'It will be refused, whatever the balance.',
  'ask.billing.recharge': "Recharging won't help.",
  'ask.keyLimit.head': 'Key "{key}" has {left} left of its {limit} limit.',
  'ask.keyLimit.headUnknown': "This key's own limit is nearly used.",
  'ask.keyLimit.headNameless': 'This key has {left} left of its {limit} limit.',
  'ask.keyLimit.need': 'This call sets aside {need}. Your account has {have}.',
  'ask.keyLimit.needOnly': 'This call sets aside {need}.',
  'ask.keyLimit.raiseOrWait': "Raise the key's limit, use another key, or wait until {at}?",
  'ask.keyLimit.raise': "Raise the key's limit, or use another key?",
  'ask.ownLimit.chosen': 'This is above your limit of {limit} per call.',
  'ask.ownLimit.usual': 'Dearer than your calls usually are: above {limit}.',
  'ask.ownLimit.floor': 'Above {limit} per call we ask first.',
  'ask.ownLimit.share': 'This is more than a quarter of your balance: above {limit}.',
  'ask.ownLimit.cost': 'It costs about {likely}, {high} at most; you have {have}.',
  'ask.ownLimit.costExact': 'It costs {likely}; you have {have}.',
  'ask.ownLimit.costOnly': 'It costs about {likely}, {high} at most.',
  'ask.ownLimit.costOnlyExact': 'It costs {likely}.',
  'ask.batch.head': 'This query costs {cost}. Your balance is {have}.',
  'ask.batch.short': '{n} records at {each}; {short} short.',
  'ask.batch.short.one': '{n} record at {each}; {short} short.',
  'ask.batch.recharge': 'Recharge, or change the request?',
  'ask.batches.head': '{n} queries cost {cost} in all. Your balance is {have}.',
  'ask.batches.short': '{short} short for all of them.',
  'ask.unsure.head': "This may be refused: we can't tell from here.",
  'ask.unsure.noBalance': 'Your balance at {provider} has not been read yet.',
  'ask.unsure.oldBalance': 'Your balance was {have}, read {age}.',
  'ask.unsure.noPrice': 'The price of this call is not known.',

  // After a refusal
  'refusal.depleted.head': "Your message didn't go through: the balance at {provider} is used up.",
  'refusal.depleted.both': 'Needs about {likely}, you have {have}.{charged}',
  'refusal.depleted.need': 'Needs about {likely}.{charged}',
  'refusal.depleted.have': 'You have {have}.{charged}',
  'refusal.depleted.next': 'Recharge and it continues from here.',
  'refusal.depleted.nextCopy': 'Recharge, then send it again.',
  'refusal.notEnough.head': 'You have money, but not enough to set aside.',
  'refusal.notEnough.both': 'Set aside {need}, balance {have}: {short} short.{charged}',
  'refusal.notEnough.need': 'It sets aside {need}.{charged}',
  'refusal.notEnough.output': 'Up to {n} tokens of answer fit.',
  'refusal.notEnough.output.one': 'Up to {n} token of answer fits.',
  'refusal.notEnough.model': '{model} would fit.',
  'refusal.notEnough.none': 'Recharge, or make the request smaller.',
  'refusal.frozen.head': 'Part of your balance is frozen.',
  'refusal.frozen.sum': 'Total {total}, frozen {frozen}, usable {have}, needed {need}.{charged}',
  'refusal.frozen.both': 'Usable {have}, needed {need}.{charged}',
  'refusal.frozen.why': 'Pending payment, risk check or reserve: the provider knows which.',
  'refusal.inFlight.head': 'Your own running calls hold the rest of your balance.',
  'refusal.inFlight.sum': 'They hold {open}; usable {have}, needed {need}.{charged}',
  'refusal.inFlight.frees': 'It frees when they finish.',
  'refusal.billing.head': "Not a lack of money: this key's billing doesn't fit the model.",
  'refusal.billing.perRequest': 'Key per request, model per token; your {have} is untouched. {charged}',
  'refusal.billing.perToken': 'Key per token, model per request; your {have} is untouched. {charged}',
  'refusal.billing.perRequestOnly': 'Key per request, model per token. {charged}',
  'refusal.billing.perTokenOnly': 'Key per token, model per request. {charged}',
  'refusal.billing.untouched': 'Your {have} is untouched. {charged}',
  'refusal.billing.next.perRequest': 'Use a per-token key, or another model.',
  'refusal.billing.next.perToken': 'Use a per-request key, or another model.',
  'refusal.billing.next.unknown': 'Use another key, or another model.',
  'refusal.keyLimit.head': 'Key "{key}" reached its own limit, not your account.',
  'refusal.keyLimit.headUnknown': 'This key reached its own limit, not your account.',
  'refusal.keyLimit.sum': '{left} of {limit} left, needs {need}; account {have}.{charged}',
  'refusal.keyLimit.account': 'Your account has {have}.{charged}',
  'refusal.keyLimit.resets': "Recharging won't change this limit. It begins anew at {at}.",
  'refusal.keyLimit.recharge': "Recharging won't change this limit.",
  'refusal.orgLimit.head': 'A spending limit was reached that somebody set, not your balance.',
  'refusal.orgLimit.recharge': "Raise the limit, or wait until it resets; recharging won't change it.",
  'refusal.supplier.head': "Not your balance: the relay's own supplier account is empty.",
  'refusal.supplier.fine': "Your {have} is fine; recharging won't help. {charged}",
  'refusal.supplier.recharge': "Recharging won't help. {charged}",
  'refusal.supplier.next': 'Another model or group may work now.',
  'refusal.rate.head': 'Too fast, not out of money.',
  'refusal.rate.fine': 'Your {have} is fine. {charged}',
  'refusal.rate.limit': 'Limit {n} per minute. {charged}',
  'refusal.rate.limitFine': 'Limit {n} per minute; your {have} is fine. {charged}',
  'refusal.rate.seconds': 'Free again in {n} s.',
  'refusal.rate.unknown': "For how long isn't said; a minute is usual.",
  'refusal.batch.head': "Your query didn't go through: it costs {cost}, your balance is {have}.",
  'refusal.batch.headUnknown': "Your query didn't go through: not enough balance.",
  'refusal.batch.short': '{n} records at {each}; {short} short.{charged}',
  'refusal.batch.short.one': '{n} record at {each}; {short} short.{charged}',
  'refusal.batch.keep': 'The first {n} fit.',
  'refusal.batch.keep.one': 'The first one fits.',
  'refusal.batch.recharge': 'Recharge, or change the request?',
  'refusal.unsure.head': "Your message didn't go through: {provider} says the money isn't enough.",
  'refusal.unsure.why': "We can't tell from here: used up, set aside, frozen, or the key's own limit.",
  'refusal.unsure.have': 'Your balance was {have}, read {age}.{charged}',

  // Money that does not count here
  'elsewhere.other-account': 'Money arrived at {other} lately; this key pays from {account}.',
  'elsewhere.twin': '{other} is a wallet of its own: what is there does not count here.',
  'elsewhere.subscription': 'A {plan} subscription does not pay for API calls.',

  // Buttons
  'do.recharge': 'Recharge',
  'do.rechargeFrom': 'Recharge (from {min})',
  'do.rechargeFromCount': 'Recharge (from {min}, about {n} like this)',
  'do.rechargeAtLeast': 'Recharge {short} or more',
  'do.sendAnyway': 'Send anyway',
  'do.send': 'Send it',
  'do.sendNow': 'Send now',
  'do.keepEditing': 'Keep editing',
  'do.sendOutput': 'Send with max_tokens {n}',
  'do.retryOutput': 'Retry with {n}',
  'do.sendModel': '{model}: sets aside {need}',
  'do.retryModel': '{model}',
  'do.tryModel': 'Try {model}',
  'do.sendFitting': 'Send the size that fits',
  'do.retryFitting': 'Retry the size that fits',
  'do.sendFittingKey': 'Send the size that fits',
  'do.retryFittingKey': 'Retry the size that fits',
  'do.sendBatch': 'Send {n} now',
  'do.sendRest': 'Send remaining {n}',
  'do.sendWhenFree': 'Send when it frees',
  'do.seeFrozen': 'See what is frozen',
  'do.seeSpending': 'Where did it go?',
  'do.createKey.perToken': 'Create a per-token key',
  'do.createKey.perRequest': 'Create a per-request key',
  'do.createKey.unknown': 'Create another key',
  'do.models': 'Models for this key',
  'do.raiseKeyLimit': 'Raise the limit',
  'do.raiseOrgLimit': 'See the limits',
  'do.raisedRetry': 'Raised: retry',
  'do.checkAndRetry': "I've recharged: check and retry",
  'do.checkRest': "I've recharged: check",
  'do.checkAgain': 'Check again',
  'do.retry': 'Try again',
  'do.retryFree': 'Try again (a refusal costs nothing)',
  'do.retrySeconds': 'Send in {n} s',
  'do.retryMinutes': 'Retry in {n} min',
  'do.openWallet': 'Open wallet to check',
  'do.copyMessage': 'Copy my message',
  'do.copyAnswer': 'Copy the answer',
  'do.copyNote': 'Copy note for support',
  'do.copyNoteRelay': 'Copy note for the relay',
  'do.raiseOwnLimit': "Don't ask below {limit} here",
  'do.quietBelow': "Don't ask below {limit} here (may be refused)",
  'do.notNow': 'Not now',

  // Afterwards
  'notice.sent': 'Sent. Cost {cost}, {left} left.',
  'notice.sentCost': 'Sent. Cost {cost}.',
  'notice.sentUnknown': 'Sent. What it cost is not known yet.',
  'notice.records': '{n} records sent. Cost {cost}, {left} left.',
  'notice.records.one': '{n} record sent. Cost {cost}, {left} left.',
  'notice.recordsCost': '{n} records sent. Cost {cost}.',
  'notice.recordsCost.one': '{n} record sent. Cost {cost}.',
  'notice.recordsUnknown': '{n} records sent. What they cost is not known yet.',
  'notice.recordsUnknown.one': '{n} record sent. What it cost is not known yet.',
  'notice.answerKept': 'The page shows the first answer; this one is kept here for you.',
  'notice.rest': '{sent} of {total} records are sent; {rest} are kept in this tab.',
  'notice.restNeed': 'They cost {need}; you have {have}.',
  'notice.restNeedOnly': 'They cost {need}.',
  'notice.arrived': '{money} arrived. Send now?',
  'notice.arrivedHave': 'You have {have}; it needs about {likely}.',
  'notice.arrivedBalance': 'You have {have} now.',
  'notice.enough': 'You have {have}. Send now?',
  'notice.needs': 'It needs about {likely}.',
  'notice.gone': 'The page stopped waiting; nothing was sent.',
  'notice.goneRefused': 'The page stopped waiting for the answer.',
  'notice.goneNext': 'Your text is safe: copy it and send it again.',
  'notice.emptied': 'Nothing was sent, but the page has emptied its field.',
  'notice.orphaned': 'Tollkeeper was updated or switched off: this card cannot do that any more.',
  'notice.orphanedNext': 'Load the page again, and it works for the next call.',
  'notice.stillShort': 'Balance still {have}: not visible yet.',
  'notice.stillShortWhy': 'A recharge takes from seconds to 90 minutes to appear.',
  'notice.unread': 'The balance could not be read just now.',
  'notice.unreadHere': 'Your balance cannot be read from this page.',
  'notice.unreadNext': 'Open your wallet: it is read when that page loads.',
  'notice.copied': 'Copied.',
  'notice.copiedReport': 'Copied: sizes, prices and times, nothing you wrote. Paste it where you report the mistake.',
  'notice.copyFailed': 'Copying was not allowed here: the text is selected, copy it by hand.',
} as const satisfies Readonly<Record<string, string>>;

/** A key of the catalogue; singular variants are chosen while rendering and are no keys of their own. */
export type TextKey = Exclude<keyof typeof en, `${string}.one`>;
