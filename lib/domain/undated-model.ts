/**
 * A model's name without the day of its version or its being the latest, as who asks may leave out and who bills may not:
 * `gpt-4o-2024-08-06` and `gpt-4o`, `claude-sonnet-4-20250514` and `claude-sonnet-4`, `gpt-4-0613` and `gpt-4`.
 */
export function undatedModel(model: string): string {
  return model.replace(DATED, '');
}

const MONTH_DAY = '(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\\d|3[01])';
const DATED = new RegExp(`(?<=.)[-@](?:(?:20\\d\\d-?)?${MONTH_DAY}|latest)$`);
