/** For how long details of calls are kept, in English: part of the one catalogue (en.ts). */
export const enKeep = {
  'priv.keep': 'How long details of calls are kept',
  'priv.keepWhat':
    'Older calls go from the list one by one; what they cost stays in the sums by day. As long as you choose nothing, details stay until the browser has no room.',
  'priv.keepFor': 'Keep details for',
  'priv.keep.always': 'as long as there is room',
  'priv.keep.days': '{n} days',
  'priv.keepDo': 'Keep it so …',
  'priv.keep.head': 'Delete details of calls that are older than {n} days?',
  'priv.keep.what':
    'They do not come back, not even with a longer time. Export first if you may want them. Sums by day stay.',
  'priv.keep.answer': 'Delete older details',
  'priv.keeping': 'Deleting older details …',
  'priv.keeps': 'Details of calls are kept for {n} days from now on.',
  'priv.keepsAll': 'Details of calls are kept as long as there is room.',
  'priv.keepFailed': 'That could not be carried out to its end. What is left is shown below.',
  'priv.forgotten': 'Details of calls before {day} are gone; what they cost is in the sums.',
  'priv.clockDoubted':
    "This computer's clock jumped ahead to {day}. In case that is wrong, no older details are deleted for a day. Set the clock right if it is.",
  'priv.roomMade':
    'On {day} the browser had no room for more, so the oldest details were given up. Free some of the disk, or keep details for a shorter time.',
} as const;
