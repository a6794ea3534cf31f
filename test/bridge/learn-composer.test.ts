import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ComposerLearner, openComposerLearner } from '../../lib/bridge/learn-composer.ts';
import { chat } from '../engine/calls.ts';

/** As far as it is looked at: a field, and what is typed in it. */
class FakeElement {
  isConnected = true;
  textContent = '';
  /** As it is laid out; undefined: it is not. */
  innerText: string | undefined;
  /** The field that this is, or is in; null: it is none. */
  field: FakeElement | null = null;
  closest(selector: string): FakeElement | null {
    expect(selector).not.toContain('password');
    return this.field;
  }
}
class TextArea extends FakeElement {
  value = '';
}
class Input extends TextArea {}

let learner: ComposerLearner;
beforeEach(() => {
  vi.stubGlobal('HTMLTextAreaElement', TextArea);
  vi.stubGlobal('HTMLInputElement', Input);
  learner = openComposerLearner();
});
afterEach(() => vi.unstubAllGlobals());

const SURFACE = 'openai/chat';
const bodyOf = (content: string): string => JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] });
const element = (one: FakeElement): Element => one as unknown as Element;
function type(field: FakeElement, text: string, at = field): void {
  field.field = field;
  at.field = field;
  if (field instanceof TextArea) field.value = text;
  else field.textContent = text;
  learner.typed(element(at));
}

it.each([
  ['a text area', () => new TextArea()],
  ['a line', () => new Input()],
  ['an editor', () => new FakeElement()],
])('%s is the composer once a call carries what was typed there', (_name, make) => {
  const field = make();
  type(field, ' Say "hello" 😀\n  to my dear grandmother', new FakeElement());
  expect(learner.find(SURFACE)).toBeNull();
  learner.left(chat, SURFACE, bodyOf('Say "hello" 😀\r\nto my dear grandmother'));
  expect(learner.find(SURFACE)).toMatchObject({ playground: { surface: SURFACE, draft: chat } });
  expect(learner.find(SURFACE)?.composer).toBe(field);
  expect(learner.find(element(field))?.playground.surface).toBe(SURFACE);
  expect(learner.find('other/chat')).toBeNull();
  expect(learner.find(element(new FakeElement()))).toBeNull();
  field.isConnected = false;
  expect(learner.find(SURFACE)).toBeNull();
});

it('lines of an editor are told apart by how it is laid out', () => {
  const field = new FakeElement();
  Object.assign(field, { innerText: 'First line\nsecond line' });
  type(field, 'First linesecond line');
  learner.left(chat, SURFACE, bodyOf('First line\nsecond line'));
  expect(learner.find(SURFACE)?.composer).toBe(field);
});

it('a long line is looked for by its beginning, and no character is cut in two', () => {
  const text = `${'a'.repeat(79)}😀${'b'.repeat(100)}`;
  const field = new TextArea();
  type(field, text);
  learner.left(chat, SURFACE, bodyOf(text));
  expect(learner.find(SURFACE)?.composer).toBe(field);
});

it.each([
  ['another text', (field: FakeElement) => type(field, 'Good evening'), bodyOf('Good morning')],
  ['what is no field', (field: FakeElement) => learner.typed(element(field)), bodyOf('Good morning')],
  ['nothing typed', () => {}, bodyOf('Good morning')],
])('%s teaches nothing', (_name, act, body) => {
  const field = new TextArea();
  act(field);
  learner.left(chat, SURFACE, body);
  expect(learner.find(SURFACE)).toBeNull();
});

it('what was typed is forgotten with the next call', () => {
  type(new TextArea(), 'Good morning');
  learner.left(chat, SURFACE, bodyOf('Hello'));
  learner.left(chat, SURFACE, bodyOf('Good morning'));
  expect(learner.find(SURFACE)).toBeNull();
});

describe('what was typed, and is carried by a call that is not sent,', () => {
  const others: FakeElement[] = [];
  beforeEach(() => {
    others.splice(0);
    vi.stubGlobal('document', { querySelectorAll: () => others });
  });

  it('is lost once its field is empty, or has gone', () => {
    const field = new TextArea();
    type(field, 'Good morning\nto all');
    const body = bodyOf('Good morning\nto all');
    expect([learner.isLost(body), learner.isLost(bodyOf('Hello'))]).toEqual([false, false]);
    field.value = ' \n';
    expect([learner.isLost(body), learner.isLost(bodyOf('Hello'))]).toEqual([true, false]);
    field.isConnected = false;
    expect(learner.isLost(body)).toBe(true);
  });

  it('is not where another field has come for the one that it was typed in, with the text', () => {
    const [field, next] = [new TextArea(), new FakeElement()];
    type(field, 'Good morning');
    field.isConnected = false;
    others.push(next);
    expect(learner.isLost(bodyOf('Good morning'))).toBe(true);
    next.textContent = 'Good morning';
    expect(learner.isLost(bodyOf('Good morning'))).toBe(false);
  });

  it('is nothing where nothing was typed', () => {
    expect(learner.isLost(bodyOf('Good morning'))).toBe(false);
  });
});

it('a call that no text is sent with has no composer', () => {
  type(new TextArea(), 'Good morning');
  learner.left({ ...chat, inputTokens: null }, SURFACE, bodyOf('Good morning'));
  expect(learner.find(SURFACE)).toBeNull();
});
