import { describe, expect, it } from 'vitest';
import { messageIn, readDraft, revise } from '../../lib/bridge/body-of.ts';
import { withRareParts } from './with-rare-parts.ts';

withRareParts();

const at = (surface: string) => ({ surface, named: null });
const CHAT = at('sandbox/chat');
const BATCH = at('sandbox/enrich');

describe('what the user wrote', () => {
  it.each([
    ['the last message of the user', '{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}', 'b'],
    [
      'not what others said later',
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
      'a',
    ],
    [
      'the texts of its parts',
      '{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"},{"text":"b"}]}]}',
      'a\nb',
    ],
    ['the parts of another spelling', '{"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"}]}]}', 'a\nb'],
    ['the text that is drawn, or spoken, or asked', '{"model":"m","prompt":"a","n":2}', 'a'],
    ['the message beside its history', '{"message":"b","chat_history":[{"message":"a"}]}', 'b'],
    [
      'the body where there is no text',
      '{"messages":[{"role":"user","content":[]}]}',
      '{"messages":[{"role":"user","content":[]}]}',
    ],
    ['the body where there is no user', '{"messages":[]}', '{"messages":[]}'],
    ['the body of another shape', '{"records":[1]}', '{"records":[1]}'],
    ['the body that is no JSON', 'hello {', 'hello {'],
    ['nothing', '', ''],
  ])('is %s', (_name, body, expected) => {
    expect(messageIn(body)).toBe(expected);
  });
});

describe('a draft', () => {
  it('holds sizes, and is null where nothing is understood', () => {
    expect(readDraft(BATCH, '{"records":[1,2,3]}')?.units).toEqual({ meter: 'records', count: 3 });
    expect(readDraft(CHAT, 'hello {')).toBeNull();
    expect(readDraft(CHAT, null)).toBeNull();
    expect(readDraft(at('nobody/chat'), '{"messages":[]}')).toBeNull();
    expect(readDraft(at('sandbox/account'), '{"messages":[]}')).toBeNull();
  });
});

describe('a changed body', () => {
  it('keeps what is left out, and is described as it leaves', () => {
    expect(revise(BATCH, '{"records":[1,2,3],"a":1.50}', { kind: 'batch', keep: 2 })).toMatchObject({
      bodyText: '{"records":[1,2],"a":1.50}',
      draft: { units: { meter: 'records', count: 2 } },
      rest: '{"records":[3],"a":1.50}',
    });
  });

  it('is none where the change cannot be made', () => {
    expect(revise(CHAT, null, { kind: 'output-max', outputTokensMax: 5 })).toBeNull();
    expect(revise(CHAT, 'hello {', { kind: 'output-max', outputTokensMax: 5 })).toBeNull();
    expect(revise(CHAT, '{"messages":[]}', { kind: 'batch', keep: 1 })).toBeNull();
    expect(revise(at('nobody/chat'), '{"messages":[]}', { kind: 'batch', keep: 1 })).toBeNull();
  });
});
