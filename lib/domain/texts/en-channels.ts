/** What stands on notices besides what they say, and what is said of channels, in English: part of the one catalogue (en.ts). */
export const enChannels = {
  'notice.id': 'Tollkeeper notice {id}',
  'notice.second': 'This may be a second copy: nobody could tell whether the first one arrived.',
  'notice.belated': 'Over by now: {what}',
  'notice.belated.age': 'It ended {age}.',
  'notice.belated.late': 'It ended {age}; this could not be delivered before.',
  'notice.test': 'Tollkeeper: a test of this channel',
  'notice.test.means': 'Nothing happened. Warnings would come here like this.',

  'undelivered.title': '{n} notices by "{channel}" did not arrive.',
  'undelivered.title.one': '{n} notice by "{channel}" did not arrive.',
  'undelivered.titleOff': 'Notices by "{channel}" do not arrive.',
  'undelivered.meaning': 'Whoever counts on this channel was not told.',
  'undelivered.off': 'The channel is switched off: its receiver wants nothing more.',
  'undelivered.todoOff': 'Once it is wanted there again: {command}',
  'undelivered.todo':
    'See why with "tollkeeper channels log", put it right, and send them again with "tollkeeper channels retry all".',
} as const;
