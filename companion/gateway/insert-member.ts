import { parseJson } from '../../lib/domain/json-path.ts';

/** A JSON object with one more member in front; every other byte stays. Null: it is no object, or has a member of that name. */
export function insertMember(text: string, name: string, value: object): string | null {
  const object = parseJson(text);
  if (typeof object !== 'object' || object === null || Array.isArray(object) || Object.hasOwn(object, name))
    return null;
  const at = text.indexOf('{') + 1;
  const isEmpty = /^\s*\}/.test(text.slice(at));
  return `${text.slice(0, at)}${JSON.stringify(name)}:${JSON.stringify(value)}${isEmpty ? '' : ','}${text.slice(at)}`;
}
