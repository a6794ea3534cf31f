/** The companion: pairing, and cards of its budgets, in English: part of the one catalogue (en.ts). */
export const enCompanion = {
  'ask.budget.head': 'Your budget "{budget}" has {left} left of {cap}.',
  'ask.budget.headTokens': 'Your budget "{budget}" has {n} tokens left of {cap}.',
  'ask.budget.headTokens.one': 'Your budget "{budget}" has {n} token left of {cap}.',
  'ask.budget.headCalls': 'Your budget "{budget}" has {n} calls left of {cap}.',
  'ask.budget.headCalls.one': 'Your budget "{budget}" has {n} call left of {cap}.',
  'ask.budget.headUnknown': 'Your budget "{budget}" stops what nobody can bound.',
  'ask.budget.needs': 'This call may need {need}.',
  'ask.budget.needsTokens': 'This call may need {n} tokens.',
  'ask.budget.needsTokens.one': 'This call may need {n} token.',
  'ask.budget.unpriced': 'What this call can cost at most is not known.',
  'ask.budget.tools': 'How often the provider searches for it is not known.',
  'ask.budget.uncounted': 'How many tokens this call can take is not known.',
  'ask.budget.noRate': 'It is in another currency, and no rate to it is known.',
  'ask.budget.old': 'Not sent yet. The companion does not answer: this is what it said last.',
  'sum.budget': 'budget {budget}: {spent} spent + {held} held of {cap}',
  'sum.budgetCount': 'budget {budget}: {spent} used + {held} held of {cap}',
  'cause.budget': 'above a budget',
  'note.means.budget': 'not known: used up, set aside, frozen, or a limit of the key',

  'set.companion': 'Companion',
  'set.companionWhat':
    'The companion is a program on your computer that does for scripts what this extension does for pages. Paired, both have one ledger and the same accounts, and its budgets hold in pages too. Nothing leaves this computer.',
  'set.companion.how':
    'Start it with “tollkeeper up”, run “tollkeeper pair” in a terminal, and type the code that it shows. After “tollkeeper install-host” no code is needed.',
  'set.companion.code': 'Code',
  'set.companion.address': 'Address of the companion',
  'set.companion.pair': 'Pair',
  'set.companion.keys':
    'Keys are told apart in another way from then on: open the consoles of your accounts once, so that their keys are known again.',
  'set.companion.paired': 'Paired as {name}, at {address}.',
  'set.companion.synced': 'Last the same at {time}.',
  'set.companion.never': 'Not exchanged yet.',
  'set.companion.waits': '{n} changes wait for the companion.',
  'set.companion.waits.one': '{n} change waits for the companion.',
  'set.companion.waitsNone': 'Nothing waits.',
  'set.companion.notTaken':
    '{n} changes were not understood by the other side: update the extension and the companion.',
  'set.companion.notTaken.one':
    '{n} change was not understood by the other side: update the extension and the companion.',
  'set.companion.over': 'Budget {budget}: {over} over its limit of {cap}.',
  'set.companion.sync': 'Exchange now',
  'set.companion.unpair': 'Unpair',
  'set.companion.stays': 'What both have told each other stays on both sides.',
  'set.companion.problem.unreachable':
    'The companion does not answer. Calls are booked here and told later; its last known budgets hold. Is “tollkeeper up” running?',
  'set.companion.problem.unknown-here':
    'The companion does not know this browser any more. Unpair, and pair again with a new code.',
  'set.companion.problem.no-permission':
    'The permission to ask the companion is gone. Unpair, pair again, and allow it.',
  'set.companion.problem.strange-answer':
    'What answers at this address is not understood: another program, or another version. Update the companion and the extension.',
  'set.companion.done.paired': 'Paired: one ledger from now on.',
  'set.companion.done.unpaired': 'Unpaired. Each keeps what it has.',
  'set.companion.done.synced': 'Exchanged.',
  'set.companion.fault.wrong': 'That is not the code. Look at the terminal again.',
  'set.companion.fault.too-many': 'That was not the code, too often: run “tollkeeper pair” for a new one.',
  'set.companion.fault.none': 'No code is out, or its five minutes are over: run “tollkeeper pair” for a new one.',
  'set.companion.fault.no-host':
    'No code was typed, and no program is there to ask for one. Type the code of “tollkeeper pair”, or run “tollkeeper install-host” and start the companion.',
  'set.companion.fault.bad-address':
    'That is no address of a companion. It is on this computer, http://127.0.0.1:4117 unless you chose another port; elsewhere it begins with https://.',
  'set.companion.fault.refused': 'The browser was not allowed to ask the companion, so nothing was paired.',
  'set.companion.fault.unreachable': 'Nobody answers at this address. Is “tollkeeper up” running?',
  'set.companion.fault.unknown-here': 'What answers there takes no code: it may be another program.',
  'set.companion.fault.strange-answer': 'What answers there is no companion that this version understands.',
} as const satisfies Readonly<Record<string, string>>;
