/** Sync between browsers by a folder, in English: part of the one catalogue (en.ts). */
export const enSync = {
  'set.sync': 'Sync between browsers',
  'set.syncWhat':
    'Browsers that share a WebDAV folder (Nextcloud, ownCloud, a NAS) have the same calls, accounts, budgets and choices. What is in it is locked with your passphrase: its server sees when and how much is written, and nothing else.',
  'set.sync.paired':
    'Browsers paired with one companion share its ledger already. A folder is for those that have no companion in common.',
  'set.sync.goes':
    'What goes along: calls and their corrections, calls that were held back, accounts with your limits and prices, balances, budgets, notes, language and look, sites you switched off, exchange rates, APIs you described. What stays: keys, passwords, permissions, the pairing.',
  'set.sync.alone': 'What you delete under Privacy stays in the other browsers, and does not come back from them.',
  'set.sync.address': 'Address of the folder',
  'set.sync.addressWhat': 'It must be there already and begin with https://, or be on this computer.',
  'set.sync.user': 'User',
  'set.sync.password': 'Password of the folder',
  'set.sync.passphrase': 'Passphrase',
  'set.sync.passphraseWhat':
    'At least 10 characters, and the same in every browser. We keep it nowhere and nobody can tell it to you: without it a new browser has to begin with an empty folder.',
  'set.sync.again': 'The same passphrase again',
  'set.sync.on': 'Switch on',
  'set.sync.now': 'On, in the folder {address}',
  'set.sync.first': 'The first exchange is under way. With many calls it takes minutes.',
  'set.sync.synced': 'Last the same at {time}.',
  'set.sync.next': 'It is tried again at {time}.',
  'set.sync.came': '{n} calls of other browsers came at {time}.',
  'set.sync.came.one': '{n} call of another browser came at {time}.',
  'set.sync.others': 'Read from {n} other browsers.',
  'set.sync.others.one': 'Read from {n} other browser.',
  'set.sync.othersNone':
    'No other browser was found there. Switch it on there too, with this folder and this passphrase.',
  'set.sync.waits': '{n} changes are not written yet.',
  'set.sync.waits.one': '{n} change is not written yet.',
  'set.sync.damaged':
    '{n} files of other browsers cannot be opened: they were changed, or not written to their end. All others were read. In the browser that wrote them, stop and remove its files, then switch on again.',
  'set.sync.damaged.one':
    '{n} file of another browser cannot be opened: it was changed, or not written to its end. All others were read. In the browser that wrote it, stop and remove its files, then switch on again.',
  'set.sync.notTaken': '{n} entries of other browsers are not understood: update the extension.',
  'set.sync.notTaken.one': '{n} entry of another browser is not understood: update the extension.',
  'set.sync.self': 'The files of this browser are in tollkeeper/{name}.',
  'set.sync.do': 'Sync now',
  'set.sync.off': 'Stop syncing',
  'set.sync.remove': 'Stop and remove my files',
  'set.sync.offWhat':
    'Stopping keeps all that is here. Removing takes this browser’s files from the folder, not those of others.',
  'set.sync.done.on': 'Sync is on. The first exchange has begun.',
  'set.asking': 'Asking the server …',
  'set.sync.done.off': 'Sync is off. Everything here stays; so do the files in the folder.',
  'set.sync.done.removed': 'Sync is off, and the files of this browser are gone from the folder.',
  'set.sync.done.not-removed': 'The files could not be removed, so sync is still on. What was wrong stands below.',
  'set.sync.done.synced': 'Sync is done. How it went stands below.',
  'set.sync.fault.bad-address':
    'That is no address of a folder. It begins with https:// (http:// only on this computer), without user or password in it.',
  'set.sync.fault.short-passphrase': 'That passphrase is too short: 10 characters or more.',
  'set.sync.fault.differs': 'The two passphrases differ. Type both again.',
  'set.sync.fault.refused': 'The browser was not allowed to ask this server, so nothing was switched on.',
  'set.sync.fault.wrong-passphrase':
    'What is in the folder is locked with another passphrase. Type that one, or choose an empty folder.',
  'set.sync.problem.no-permission':
    'The permission to ask this server is gone. Stop syncing, switch on again, and allow it.',
  'set.sync.problem.unreachable': 'The server does not answer. Nothing is lost: what is new stays here.',
  'set.sync.problem.too-slow': 'The server took too long to answer. Nothing is lost: what is new stays here.',
  'set.sync.problem.login':
    'The server does not take this user and password (401). Type those that hold now; where sync is on already, stop it first.',
  'set.sync.problem.forbidden':
    'The server does not allow this user to do that here (403). Choose a folder that you may write to.',
  'set.sync.problem.no-folder': 'There is no such folder on the server (404). Make it, or correct the address.',
  'set.sync.problem.not-webdav':
    'What is at this address is no WebDAV folder. Look up the WebDAV address in the settings of your server.',
  'set.sync.problem.no-room': 'The server has no more room (507). Make some there; what is new stays here.',
  'set.sync.problem.redirected':
    'The server sends us to another address. Your password was not sent there: type the address that it leads to, if it is yours.',
  'set.sync.problem.status': 'The server answered with an error ({detail}). Nothing is lost: what is new stays here.',
  'set.sync.problem.passphrase':
    'Another browser locks its files in this folder with another passphrase. Stop syncing in one of the two, and switch on again with the passphrase of the other.',
  'set.sync.problem.newer': 'Another browser writes with a newer version. Update the extension here.',
  'set.sync.problem.no-room-here':
    'This browser has no more room for what comes. Delete what you no longer need under Privacy; it goes on by itself.',
  'set.sync.problem.failed':
    'Something broke in this browser ({detail}). Nothing is lost. If it stays so, tell us with the text under About.',
  'set.sync.problem.not-kept':
    'This browser keeps no keys, as in private windows. Switch it on in a normal window; nothing was switched on.',
} as const satisfies Readonly<Record<string, string>>;
