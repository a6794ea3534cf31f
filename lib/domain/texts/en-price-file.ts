/** The signed price file, in English: part of the one catalogue (en.ts). */
export const enPriceFile = {
  'set.file': 'Price file',
  'set.fileWhat':
    'Prices grow old with this version of Tollkeeper. A signed file, asked for once a week, keeps them fresh. It holds prices only. Your own prices and what your calls were billed still go before it.',
  'set.file.asks':
    'The server that you name sees that somebody asks, and your network address. Nothing about you or your calls is sent.',
  'set.file.url': 'Address of the file (https)',
  'set.file.keys': 'Public key of whoever signs it',
  'set.file.keysHint':
    'From the same people, but not from the same place. Several, one a line, while they change keys.',
  'set.file.on': 'Use this file',
  'set.file.off': 'Switch off',
  'set.file.check': 'Check now',
  'set.file.where': 'From {url}',
  'set.file.key': 'Signed by key {kid}',
  'set.file.inForce': 'In force: the file of {date}, number {serial}, until {until}.',
  'set.file.expired': 'In force: the file of {date}, number {serial}. Since {until} nobody vouches for its prices.',
  'set.file.none': 'No file is in force yet: the prices of this version hold.',
  'set.file.prices': '{n} prices; other than in this version: {differing}.',
  'set.file.prices.one': '{n} price; other than in this version: {differing}.',
  'set.file.checked': 'Last checked {time}.',
  'set.file.unchecked': 'Not checked yet.',
  'set.file.checkedNow': 'Checked: what came of it stands at “Price file”.',
  'set.file.choice.on': 'Switched on and checked: what came of it stands at “Price file”.',
  'set.file.choice.off': 'Switched off. The prices of this version hold again.',
  'set.file.choice.bad-url':
    'This is no address of a price file. It begins with https://, or with http:// where it is on this computer (localhost or 127.0.0.1).',
  'set.file.choice.bad-keys':
    'This is no public key. Paste what “npm run prices:keygen” printed, or the PEM file of a P-256 key: at most 4.',
  'set.file.choice.refused': 'The browser was not allowed to ask that server, so nothing was switched on.',

  // Why a file was not taken, and what to do
  'file.problem.no-permission':
    'The permission to ask this server is gone. Switch the price file off and on again, and allow it.',
  'file.problem.unreachable':
    'The server did not answer. It is asked again in about an hour; if that lasts, look whether the address still exists.',
  'file.problem.too-slow': 'The file did not come within 20 seconds. It is asked for again in about an hour.',
  'file.problem.redirected':
    'The server sends on to another address, which is not followed. Enter the address where the file really is.',
  'file.problem.status': 'The server answered with error {detail}. Look whether the address is right.',
  'file.problem.too-large': 'The file is larger than {detail}. Look whether the address is right.',
  'file.problem.no-file':
    'What is at this address is no signed price file. Look whether the address is right, or tell whoever publishes it.',
  'file.problem.unknown-key':
    'The file is signed with another key, {detail}. If its publisher says that the key has changed, add the new one; else do not trust it.',
  'file.problem.bad-signature':
    'The signature does not fit: the file was changed after it was signed. Do not trust it, and tell whoever publishes it.',
  'file.problem.unknown-field':
    'The file says something that this version does not know, at {detail}. Update Tollkeeper, or tell whoever publishes it.',
  'file.problem.malformed': 'Something else is expected in the file at {detail}. Tell whoever publishes it.',
  'file.problem.twice': 'The file has two prices of {detail}. Tell whoever publishes it.',
  'file.problem.expired':
    'The file at this address is vouched for only until {detail}. If the clock of this computer is right, ask its publisher for a newer one.',
  'file.problem.too-early':
    'The file was signed on {detail}, which is still to come. Look whether the clock of this computer is right.',
  'file.problem.older':
    'The file is not newer than one that was seen before (number {detail}): somebody may be handing out an old one. Tell whoever publishes it.',
  'file.problem.absurd':
    'A price in the file is more than 100 times away from what is known, or in another currency: {detail}. Nothing of it was used. If that price is right, set it under “Prices you know better”.',
  'file.problem.not-kept': 'There was no room to keep the file. Free some under Privacy, then check again.',
  'file.problem.stays': 'What was in force stays so.',
} as const satisfies Readonly<Record<string, string>>;
