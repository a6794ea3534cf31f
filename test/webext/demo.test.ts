import { describe, expect, it } from 'vitest';
import type { CardButton, CardView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { DemoTurn } from '../../lib/domain/welcome.ts';
import { openDemo } from '../../lib/webext/demo.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MESSAGE = 'Explain in a few sentences how a toll road pays for itself.';
const open = () =>
  openDemo(
    () => 'en',
    () => NOW,
  );
const say = (text: Text): string => renderText(text, 'en');
const linesOf = ({ lines }: CardView): string => lines.map(say).join(' / ');

function cardOf(turn: DemoTurn): CardView {
  if (turn.kind !== 'card') throw new Error(`there is no card, but it ${turn.kind}`);
  return turn.card;
}

function click(card: CardView, kind: CardButton['action']['kind']): CardButton['action'] {
  const found = [...card.buttons, ...card.more].find(({ action }) => action.kind === kind);
  if (found === undefined) throw new Error(`the card has no ${kind}: ${linesOf(card)}`);
  return found.action;
}

describe('the demo', () => {
  it('forecasts what is typed by the published price: longer texts cost more', async () => {
    const demo = open();
    const short = say((await demo.preview(MESSAGE)).text);
    const long = say((await demo.preview(MESSAGE.repeat(200))).text);
    const figure = (line: string): number => Number(/≈ \$([\d.]+)/.exec(line)?.[1]);
    expect(short).toMatch(/sets aside \$0\.062\).*balance \$0\.050 · \$0\.012 short/);
    expect(figure(long)).toBeGreaterThan(figure(short));
  });

  it('holds it for what is set aside first, and offers the bound that fits', async () => {
    const card = cardOf(await open().send(MESSAGE));
    expect(linesOf(card)).toContain('OpenRouter sets aside $0.062 first; you have $0.050.');
    expect(say(card.buttons[0]?.label ?? { key: 'card.by' })).toBe('Send with max_tokens 3,320');
  });

  it('answers what fits, and takes what the answer cost out of the wallet', async () => {
    const demo = open();
    const turn = await demo.act(click(cardOf(await demo.send(MESSAGE)), 'send-revised'));
    if (turn.kind !== 'answered') throw new Error(turn.kind);
    const [, cost, left] = /cost \$([\d.]+), .*\$([\d.]+) left/.exec(say(turn.chip.text)) ?? [];
    // $3 and $15 a million: some 20 tokens in, some 50 out.
    expect(Number(cost)).toBeGreaterThan(0.0004);
    expect(Number(cost)).toBeLessThan(0.002);
    expect(Number(left)).toBeLessThan(0.05);
    expect(say((await demo.preview(MESSAGE)).text)).toContain(`balance $${left}`);
  });

  it('plays the refusal as it was recorded when it is sent anyway, and the way on from there', async () => {
    const demo = open();
    const refused = cardOf(await demo.act(click(cardOf(await demo.send(MESSAGE)), 'send')));
    expect(refused.kind).toBe('refusal');
    expect(refused.original).toContain('Insufficient credits');
    expect(linesOf(refused)).toContain('Nothing was charged');
    const turn = await demo.act(click(refused, 'check-and-retry'));
    expect(turn.kind).toBe('answered');
  });

  it('opens no page: recharging fills the made-up wallet', async () => {
    const demo = open();
    const turn = await demo.act(click(cardOf(await demo.send(MESSAGE)), 'open'));
    expect(turn.kind === 'said' && say(turn.said)).toContain('$5.00');
    expect((await demo.send(MESSAGE)).kind).toBe('answered');
  });

  it('says of every other button that it is played, and keeps the message', async () => {
    const demo = open();
    const card = cardOf(await demo.send(MESSAGE));
    for (const kind of ['dismiss', 'copy-report'] as const) {
      expect((await demo.act(click(card, kind))).kind).toBe('said');
    }
    expect((await demo.act(click(card, 'send-revised'))).kind).toBe('answered');
  });
});
