/** Fields of the API that are called otherwise on the command line. */
const OPTIONS: Readonly<Record<string, string>> = {
  ...{ language: '--lang', forMs: '--for', lastDay: '--until', startsOn: '--starts-on', digestAt: '--digest' },
  ...{ perDayMax: '--per-day', 'escalateMinutes.urgent': '--urgent', 'escalateMinutes.soon': '--soon' },
  ...{ 'threshold.below': '--below', 'threshold.unit': '--unit', 'threshold.days': '--runway' },
  ...{
    'threshold.percent': '--of-day, --of-recharge, --of-limit',
    time: '--at',
    workingDays: '--working-days',
    packages: '--package',
    commitments: '--commit',
  },
  ...{ 'hours.days': '--days', perDay: '--per-day', perMonth: '--per-month', runwayDays: '--runway-days' },
  ...{ coolDownMinutes: '--cool-down' },
  ...{
    'emergency.stopsFirst': '--stops-first',
    'policy.promptTokensBelow': '--below',
    'policy.tokensMin': '--tokens-min',
  },
  ...{ 'policy.maxTokens': '--max-tokens', 'policy.secondsMax': '--seconds' },
};
/** Of these each part of a list has a number behind its name. */
const LISTS: readonly string[] = ['kinds', 'channels', 'hours.days', 'policy.accounts', 'emergency.stopsFirst'];

/** A field of the API, as whoever types commands knows it; what is called the same there, or is no field, stays. */
export function nameField(field: string): string {
  // Of the models of a policy there are a list and a table.
  if (/^policy\.models(\.|$)/.test(field)) return '--models, --map';
  const whole = field.replace(/\.\d+$/, '');
  if (whole !== field && !LISTS.includes(whole)) return field;
  const option = OPTIONS[whole];
  if (option !== undefined) return option;
  if (whole.startsWith('hours.')) return '--hours';
  const [, inside] = /^(?:scope|policy)\.(\w+)$/.exec(whole) ?? [];
  if (inside !== undefined) return `--${inside}`;
  return LISTS.includes(whole) ? `--${whole}` : field;
}
