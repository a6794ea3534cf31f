import './fake-browser.ts';
import { describe, expect, it } from 'vitest';
import type { CardButton, CardView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { DemoTurn } from '../../lib/domain/welcome.ts';
import { openDemo } from '../../lib/webext/demo.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MESSAGE = 'Explain in a few sentences how a toll road pays for itself.';
const open = () =>
  openDemo(
    () => 'en',
    () => NOW,
  );
const cardOf = (turn: DemoTurn): CardView => {
  if (turn.kind !== 'card') throw new Error(`no card: ${JSON.stringify(turn)}`);
  return turn.card;
};
const say = (view: CardView): string => view.lines.map((line) => renderText(line, 'en')).join(' / ');
const button = (view: CardView, kind: CardButton['action']['kind']): CardButton => {
  const found = [...view.buttons, ...view.more].find(({ action }) => action.kind === kind);
  if (!found) throw new Error(`no ${kind} among ${JSON.stringify(view.buttons)}`);
  return found;
};

describe('the demo', () => {
  it('prices what is typed by the published price, and holds it for what is set aside', async () => {
    const demo = open();
    const chip = await demo.preview(MESSAGE);
    console.log(renderText(chip.text, 'en'));
    const card = cardOf(await demo.send(MESSAGE));
    console.log(say(card), card.buttons.map((b) => [renderText(b.label, 'en'), b.action.kind]), card.more.map((b) => [renderText(b.label, 'en'), b.action.kind]));
    const turn = await demo.act(button(card, 'send-revised').action);
    console.log(JSON.stringify(turn), turn.kind === 'answered' && renderText(turn.chip.text, 'en'));
    const card2 = cardOf(await demo.send(MESSAGE));
    const turn2 = await demo.act(button(card2, 'send').action);
    console.log(say(cardOf(turn2)), cardOf(turn2).buttons.map((b) => [renderText(b.label, 'en'), b.action.kind]), cardOf(turn2).more.map((b) => [renderText(b.label, 'en'), b.action.kind]));
    expect(1).toBe(1);
  });
});
