import * as v from 'valibot';
import { expect, it } from 'vitest';
import { budgetInput } from '../../companion/api/budget-json.ts';

const parse = (zone: string) => v.safeParse(budgetInput, { id: 'all', limit: '5', zone });

it.each(['Europe/Vienna', 'UTC'])('%s is a zone of a budget', (zone) => {
  expect(parse(zone).success).toBe(true);
});

it.each(['Mars/X', ''])('"%s" is none, and how one is written is said', (zone) => {
  expect(parse(zone).issues?.map(({ message }) => message)).toEqual(['a zone is written as Europe/Vienna']);
});
