import * as v from 'valibot';
import type { DeliveryRow } from '../channels/delivery.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const VALUE_CHARS_MAX = 4096;
const ROWS_MAX = 1000;
const value = v.union([v.pipe(v.string(), v.maxLength(VALUE_CHARS_MAX)), v.number()]);

/** Channels, and what went out by them. A secret goes in and never comes out. */
export const channelRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/channels',
    summary: 'Channels without their secrets, and the kinds that there are with what each asks',
    input: v.object({}),
    answer: async (_, desk) => listChannels(desk),
  }),
  route({
    method: 'POST',
    path: '/channels',
    summary: 'Set up a channel; its settings are encrypted at rest',
    input: v.object({ kind: name, name, settings: v.record(name, value) }),
    answer: async (input, desk) => {
      const { why, madeSecret } = await desk.channels.add(input);
      if (why !== null) throw new ApiProblem(400, why);
      return { ...(await listChannels(desk)), ...(madeSecret !== null && { madeSecret }) };
    },
  }),
  route({
    method: 'PUT',
    path: '/channels/{name}',
    summary: 'Switch a channel on or off',
    input: v.object({ name: v.string(), isOn: v.boolean() }),
    answer: async (input, desk) => {
      if (!(await desk.channels.turn(input.name, input.isOn))) throw noChannel(input.name);
      return listChannels(desk);
    },
  }),
  route({
    method: 'DELETE',
    path: '/channels/{name}',
    summary: 'Forget a channel and its secrets; what waits for it is given up',
    input: v.object({ name: v.string() }),
    answer: async (input, desk) => {
      if (!(await desk.channels.remove(input.name))) throw noChannel(input.name);
      return listChannels(desk);
    },
  }),
  route({
    method: 'POST',
    path: '/channels/{name}/test',
    summary: 'Send a test by a channel now, and tell what became of it',
    input: v.object({ name: v.string(), language: v.optional(v.picklist(['en', 'zh']), 'en') }),
    answer: async (input, { channels }) => {
      const delivered = await channels.test(input.name, input.language);
      if (delivered === null) throw noChannel(input.name);
      return { delivered };
    },
  }),
  route({
    method: 'GET',
    path: '/deliveries',
    summary: 'What went out, by which channel, and what became of it; of 90 days',
    input: v.object({
      channel: v.optional(name),
      dead: v.optional(v.picklist(['true', 'false'])),
      limit: v.optional(
        v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.transform(Number), v.minValue(1), v.maxValue(ROWS_MAX)),
      ),
    }),
    answer: async ({ channel = null, dead, limit = 100 }, { channels }) => {
      const rows = await channels.deliveries({ channel, isDead: dead === 'true', rowsMax: limit });
      return { deliveries: rows.map(showDelivery) };
    },
  }),
  route({
    method: 'POST',
    path: '/deliveries/{deed}',
    summary: 'retry: send again what was given up; drop: forget it. By its id, or all',
    input: v.object({ deed: v.picklist(['retry', 'drop']), id }),
    answer: async (input, { channels }) => {
      const count = await channels.settleDead(input.deed, input.id === 'all' ? null : input.id);
      if (count === 0 && input.id !== 'all')
        throw new ApiProblem(404, `nothing that was given up is called "${input.id}"`);
      return { count };
    },
  }),
];

async function listChannels({ channels }: ApiDesk): Promise<object> {
  const own = channels.list();
  const others = (await channels.known()).filter(({ name }) => !own.some((channel) => channel.name === name));
  return {
    channels: own,
    elsewhere: others.map(({ name, kind, isOn }) => ({ name, kind, isOn })),
    kinds: channels.kinds(),
  };
}

function noChannel(name: string): ApiProblem {
  return new ApiProblem(404, `this companion has no channel "${name}"`);
}

/** Without what it says: that is for its receiver. */
function showDelivery({ id, state, dueAt, value }: DeliveryRow): object {
  const { notice, channel, queuedAt, attempts, mayHaveArrived, endedAt, deadBecause, log } = value;
  return {
    ...{ id, channel, state, queuedAt, attempts, endedAt, deadBecause, log, mayHaveArrived },
    notice: { id: notice.id, alert: notice.alert, kind: notice.kind, level: notice.level, title: notice.title },
    nextAt: state === 'waiting' ? dueAt : null,
  };
}
