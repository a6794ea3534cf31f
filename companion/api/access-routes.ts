import * as v from 'valibot';
import { ApiProblem, type ApiRoute, route } from './route.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** Tools and their tokens. A token is shown once. */
export const accessRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/tools',
    summary: 'Tools that have a token',
    input: v.object({}),
    answer: async (_, { tokens }) => ({ tools: tokens.list() }),
  }),
  route({
    method: 'POST',
    path: '/tools',
    summary: 'Give a tool a token; one that it had ends',
    input: v.object({ name, label: v.optional(v.nullable(name), null), accounts: v.optional(v.record(name, name)) }),
    answer: async (input, { tokens, now }) => {
      const before = tokens.list().find((tool) => tool.name === input.name);
      const accounts = input.accounts ?? before?.accounts ?? {};
      return { token: tokens.make({ name: input.name, label: input.label, accounts, createdAt: now() }) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/tools/{name}',
    summary: "End a tool's token, and those of programs that run as it",
    input: v.object({ name: v.string() }),
    answer: async (input, { tokens }) => {
      if (!tokens.revoke(input.name)) throw new ApiProblem(404, `no tool "${input.name}" has a token`);
      return { tools: tokens.list() };
    },
  }),
  route({
    method: 'POST',
    path: '/tools/{name}/runs',
    summary: "Give one program a token beside its tool's own, until it ends",
    input: v.object({ name, label: v.optional(v.nullable(name), null) }),
    answer: async (input, { tokens, now }) => tokens.beginRun({ ...input, seenAt: now() }),
  }),
  route({
    method: 'PUT',
    path: '/runs/{id}',
    summary: 'Say that a program still runs; every hour is enough',
    input: v.object({ id: v.string() }),
    answer: async ({ id }, { tokens, now }) => {
      if (!tokens.keepRun(id, now())) throw new ApiProblem(404, 'there is no such program');
      return { id };
    },
  }),
  route({
    method: 'DELETE',
    path: '/runs/{id}',
    summary: 'Say that a program has ended: its token ends',
    input: v.object({ id: v.string() }),
    answer: async ({ id }, { tokens }) => {
      if (!tokens.endRun(id)) throw new ApiProblem(404, 'there is no such program');
      return { id };
    },
  }),
];
