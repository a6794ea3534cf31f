/** Taking everything along and taking it in again, in English: part of the one catalogue (en.ts). */
export const enOwnData = {
  'priv.export': 'Take it with you',
  'priv.exportWhat':
    'One file with everything, as JSON: to keep, to look at, or to take in again here or in another browser. Amounts are whole billionths.',
  'priv.inFile': 'In the file',
  'priv.inFile.calls': 'Every call, and the sums of days whose calls are gone',
  'priv.inFile.wallets': 'Accounts with your limits and prices, balances, budgets',
  'priv.inFile.habits': 'What is usual for you, sites and their prices, calls that were held back, your notes',
  'priv.inFile.settings': 'Language and look, sites you switched off, exchange rates, APIs you described',
  'priv.notInFile': 'Not in it',
  'priv.notInFile.keys': 'No key, and no mark by which one is known again',
  'priv.notInFile.permissions': 'No permission: which sites are watched is allowed in each browser',
  'priv.notInFile.companion': 'No pairing with a companion, and no command by which one recharges',
  'priv.lock': 'Lock it with a password',
  'priv.lockWhat': 'Without it nobody can open the file, neither can we. If the password is lost, so is the file.',
  'priv.password': 'Password',
  'priv.passwordAgain': 'The same password again',
  'priv.passwordShort': 'That password is too short for a file: 10 characters or more.',
  'priv.passwordNone': 'There is no password yet. Type one, or leave the file unlocked.',
  'priv.passwordDiffers': 'The two passwords differ. Type both again.',
  'priv.exportDo': 'Export as JSON',
  'priv.exportLockedDo': 'Export locked',
  'priv.exporting': 'Writing: {n} entries …',
  'priv.exported': 'Exported {n} entries as {file}.',
  'priv.exportFailed': 'The export could not be written. Nothing was changed.',
  'priv.importHead': 'Take a file in',
  'priv.importWhat':
    'A file that was exported here or in another browser. What is here stays, what is missing is added, and no call counts twice, however often you do it.',
  'priv.importStays':
    'Names of keys, calls under way and warnings that were given are in the file to be read; they stay there. Where details of older calls were deleted here, such calls come as sums of their days.',
  'priv.importFile': 'Exported file',
  'priv.importPassword': 'Password of the file',
  'priv.importDo': 'Take it in',
  'priv.importNone': 'No file is chosen yet. Choose one that was exported here or in another browser.',
  'priv.importChecking': 'Looking through the file: {n} entries … Nothing is changed yet.',
  'priv.importing': 'Taking in: {n} entries … Leave this page open.',
  'priv.imported': 'Taken in: {list}.',
  'priv.importedNothing': 'Everything in this file was here already.',
  'priv.importedNot': '{n} entries were left out, because this version does not understand them.',
  'priv.importedNot.one': '{n} entry was left out, because this version does not understand it.',
  'priv.importFailed':
    'The file could not be taken in to its end. What is in is whole. Take the same file in again to go on from there.',
  'priv.import.not-ours':
    'This is no file that Tollkeeper exported, or another program has rewritten it. Nothing was changed. Choose the file as it was saved.',
  'priv.import.older':
    'An older version wrote this file, which could only be read. Nothing was changed. Export once more in the browser that it is from.',
  'priv.import.newer':
    'A newer version of Tollkeeper wrote this file. Nothing was changed. Update Tollkeeper here, then take it in.',
  'priv.import.damaged':
    'This file is damaged or cut off. Nothing was changed. Copy it again from where it was saved, or export once more.',
  'priv.import.password-needed': 'This file is locked. Nothing was changed. Type its password below.',
  'priv.import.password-wrong':
    'That is not the password of this file, or its first line is damaged. Nothing was changed. Type the password again.',
  'priv.import.no-room':
    'The browser has no room for all of it. What is in is whole. Free some of the disk, then take the same file in again.',
} as const;
