import { listOf, readKey, readPath } from '../../lib/domain/json-path.ts';

/** Where requests say in which form they want their answer. */
const PLACES = [
  '$.response_format.json_schema.schema',
  '$.response_format.schema',
  '$.text.format.schema',
  '$.generationConfig.responseSchema',
  '$.generationConfig.responseJsonSchema',
  '$.output_format.schema',
  '$.output_config.format.schema',
] as const;

/** The schema of the answer that is asked for; undefined: none is. */
export function findSchema(body: unknown): unknown {
  return PLACES.map((path) => readPath(body, path)).find((found) => found !== undefined);
}

const LEVELS_MAX = 8;

/** The plainest value that a JSON schema allows: first choices, required members, one element. */
export function sampleOf(schema: unknown, level = 0): unknown {
  const [choice] = [...listOf(readKey(schema, 'enum')), readKey(schema, 'const')].filter((one) => one !== undefined);
  if (choice !== undefined) return choice;
  const [either] = [...listOf(readKey(schema, 'anyOf')), ...listOf(readKey(schema, 'oneOf'))];
  if (either !== undefined && level < LEVELS_MAX) return sampleOf(either, level + 1);
  const said = readKey(schema, 'type');
  const type = String(Array.isArray(said) ? said[0] : said).toLowerCase();
  if (type === 'string') return 'Vienna';
  if (type === 'number' || type === 'integer') return readKey(schema, 'minimum') ?? 1;
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (level >= LEVELS_MAX) return type === 'array' ? [] : {};
  if (type === 'array') return [sampleOf(readKey(schema, 'items') ?? { type: 'string' }, level + 1)];
  const members = Object.entries(readKey(schema, 'properties') ?? {});
  const required = listOf(readKey(schema, 'required'));
  const asked = members.filter(([name]) => required.length === 0 || required.includes(name));
  return Object.fromEntries(asked.map(([name, member]) => [name, sampleOf(member, level + 1)]));
}
