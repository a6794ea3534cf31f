import * as v from 'valibot';
import { resolveSubject } from '../alerts/resolve-subjects.ts';
import { contactInput, contactName, EVERYONE, subjectName } from '../alerts/settings.ts';
import { changeOwners, knownSubject, listOwners } from './owners-of.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

const minutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30 * 1440));

/** Who owns what, whom it goes to next, from where on they want to hear of it. */
export const ownerRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/owners',
    summary:
      'Every account and budget with its owner, next contact, thresholds and who was told last; and the contacts',
    input: v.object({}),
    answer: (_, desk) => listOwners(desk),
  }),
  route({
    method: 'PUT',
    path: '/owners/{subject}',
    summary: 'Name the owner of account:<id>, budget:<name> or * (all others), and who is told next',
    input: v.object({ subject: subjectName, owner: contactName, next: v.optional(v.nullable(contactName), null) }),
    answer: async ({ subject: given, owner, next }, desk) => {
      if (owner === next) throw new ApiProblem(400, `${owner} cannot be next after themselves: name somebody else`);
      const subject = await knownSubject(given, desk);
      return changeOwners(desk, (settings) => {
        for (const name of [owner, next]) {
          const isKnown = name === null || settings.contacts.some((contact) => contact.name === name);
          if (!isKnown) throw new ApiProblem(404, `there is no contact "${name}"; add one first`);
        }
        return { ...settings, owners: { ...settings.owners, [subject]: { owner, next } } };
      });
    },
  }),
  route({
    method: 'DELETE',
    path: '/owners/{subject}',
    summary: 'Forget the owner of a subject',
    input: v.object({ subject: subjectName }),
    answer: ({ subject: given }, desk) =>
      changeOwners(desk, (settings, rows) => {
        const subject = resolveSubject(given, rows);
        if (!Object.hasOwn(settings.owners, subject)) throw new ApiProblem(404, `nobody owns "${subject}"`);
        const owners = Object.fromEntries(Object.entries(settings.owners).filter(([name]) => name !== subject));
        return { ...settings, owners };
      }),
  }),
  route({
    method: 'PUT',
    path: '/contacts/{name}',
    summary: 'Add a contact, or change one: channels, language, hours, digest, kinds',
    input: contactInput,
    answer: (contact, desk) => {
      if (contact.name === EVERYONE) throw new ApiProblem(400, `"${EVERYONE}" is who is told where nobody owns it`);
      return changeOwners(desk, (settings) => ({
        ...settings,
        contacts: [...settings.contacts.filter(({ name }) => name !== contact.name), contact],
      }));
    },
  }),
  route({
    method: 'DELETE',
    path: '/contacts/{name}',
    summary: 'Remove a contact who owns nothing',
    input: v.object({ name: contactName }),
    answer: ({ name }, desk) =>
      changeOwners(desk, (settings) => {
        const owned = Object.entries(settings.owners).find(([, { owner, next }]) => owner === name || next === name);
        if (owned) throw new ApiProblem(409, `${name} is named for ${owned[0]}; name somebody else there first`);
        const contacts = settings.contacts.filter((contact) => contact.name !== name);
        if (contacts.length === settings.contacts.length) throw new ApiProblem(404, `there is no contact "${name}"`);
        return { ...settings, contacts };
      }),
  }),
  route({
    method: 'PUT',
    path: '/alerts/rules',
    summary: 'How many notices a day an account may cause, and when an alert goes on to the next contact',
    input: v.object({
      perDayMax: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
      escalateMinutes: v.optional(v.object({ urgent: minutes, soon: minutes })),
    }),
    answer: ({ perDayMax, escalateMinutes }, desk) =>
      changeOwners(desk, (settings) => ({
        ...settings,
        perDayMax: perDayMax ?? settings.perDayMax,
        escalateMinutes: escalateMinutes ?? settings.escalateMinutes,
      })),
  }),
];
