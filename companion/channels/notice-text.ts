import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { Notice } from './channel.ts';

/** How long a text may be, and how that is counted. */
export interface Room {
  readonly max: number;
  readonly by: 'characters' | 'bytes';
}

/** The whole notice as plain text: the title, what it means, the link, and its id. The middle gives way where it is too long. */
export function plainText(notice: Notice, room: Room): string {
  const foot = [...linkOf(notice, room), ...footerOf(notice)];
  const left = room.max - sizeOf(['', ...foot].join('\n'), room);
  const title = cut(notice.title, { ...room, max: Math.min(left, Math.floor(room.max / 2)) });
  return fit([title], foot, { body: notice.lines, room });
}

/** The same without its title, for those that show one apart. */
export function bodyText(notice: Notice, room: Room): string {
  return fit([], [...linkOf(notice, room), ...footerOf(notice)], { body: notice.lines, room });
}

/** What a notice told of, and was over before it could be sent; epoch ms. */
export interface Ended {
  readonly title: Text;
  readonly overAt: number;
}

/** The notice as it is sent once some of what it tells of is over, or all: that stands first, and what is over is nothing urgent. */
export function sayOver(
  notice: Notice,
  ended: readonly Ended[],
  { now, isAll }: { readonly now: number; readonly isAll: boolean },
): Notice {
  const { language, isSecondCopy } = notice;
  const say = (text: Text): string => renderText(text, language);
  const over = (what: string): string =>
    say({ key: 'notice.belated', params: { what: { kind: 'verbatim', text: what } } });
  if (!isAll) {
    return { ...notice, lines: [...ended.map(({ title }) => over(say(title))), ...notice.lines] };
  }
  const overAt = Math.max(...ended.map((one) => one.overAt));
  const key = isSecondCopy ? 'notice.belated.age' : 'notice.belated.late';
  const lines = [say({ key, params: { age: { kind: 'age', ms: now - overAt } } }), ...notice.lines];
  return { ...notice, level: 'note', title: over(notice.title), lines, overAt };
}

/** What stands below: that it may be a second copy, and what it is called. */
export function footerOf({ id, isSecondCopy, language }: Notice): readonly string[] {
  const name = renderText({ key: 'notice.id', params: { id: { kind: 'verbatim', text: id } } }, language);
  return isSecondCopy ? [renderText({ key: 'notice.second' }, language), name] : [name];
}

/** Its title, cut to what a receiver takes. */
export function titleOf({ title }: Notice, charsMax: number): string {
  return cut(title.replace(/\s+/g, ' '), { max: charsMax, by: 'characters' });
}

/** What it means and what to do, cut to what a receiver takes. */
export function linesOf({ lines }: Notice, room: Room): string {
  return cut(lines.join('\n'), room);
}

/** The marks of a page's text. */
export function escapeHtml(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (mark) => marks[mark] ?? '');
}

/** One that takes up all the room is left out: cut, it would lead elsewhere. */
function linkOf({ link }: Notice, { max }: Room): readonly string[] {
  const line = link === null ? '' : `${link.text}: ${link.url}`;
  return line === '' || line.length > max / 3 ? [] : [line];
}

interface Middle {
  readonly body: readonly string[];
  readonly room: Room;
}

function fit(head: readonly string[], foot: readonly string[], { body, room }: Middle): string {
  const around = sizeOf([...head, '', ...foot].join('\n'), room);
  const middle = cut(body.join('\n'), { ...room, max: Math.max(0, room.max - around) });
  return cut([...head, ...(middle === '' ? [] : [middle]), ...foot].join('\n'), room);
}

function sizeOf(text: string, { by }: Room): number {
  return by === 'bytes' ? Buffer.byteLength(text) : text.length;
}

function cut(text: string, room: Room): string {
  if (sizeOf(text, room) <= room.max) return text;
  const left = room.max - sizeOf('…', room);
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += sizeOf(character, room);
    if (size > left) break;
    end += character.length;
  }
  return left < 0 ? '' : `${text.slice(0, end)}…`;
}
