import type { Language } from '../../lib/domain/text.ts';

/** What somebody asks on a page of a chat, and is answered: pictures for stores are of something that people do. */
const STORY = {
  en: {
    app: 'Playground',
    model: 'gpt-4-turbo',
    asked: 'Summarise this quarter’s support tickets by cause, the most frequent first.',
    answered: [
      'Three causes make up most of the 412 tickets of this quarter:',
      '1. Sign-in links that expired before they were opened (148).',
      '2. Invoices in another currency than the order (97).',
      '3. Exports that stopped at 10,000 rows (61).',
      'The rest is spread over eleven causes with fewer than twenty tickets each.',
    ],
    next: 'Write a reply for each of the three, in a friendly tone, and say what we have changed since.',
    send: 'Send',
    message: 'Message',
  },
  zh: {
    app: '操练场',
    model: 'gpt-4-turbo',
    asked: '按原因汇总本季度的客服工单，出现最多的排在前面。',
    answered: [
      '本季度 412 张工单主要来自三个原因：',
      '1. 登录链接在打开之前已过期（148）。',
      '2. 发票币种与订单不一致（97）。',
      '3. 导出在 10,000 行处中断（61）。',
      '其余分散在十一个原因，每个不到二十张。',
    ],
    next: '为这三个原因各写一段语气友好的回复，并说明我们已经做了哪些改进。',
    send: '发送',
    message: '消息',
  },
} as const satisfies Record<Language, unknown>;

/** Paints that page; the field in which the next message is written. */
export function paintStory(language: Language): HTMLTextAreaElement {
  const { app, model, asked, answered, next, send, message } = STORY[language];
  const page = document.body.appendChild(document.createElement('div'));
  page.className = 'chat story';
  const add = (parent: HTMLElement, tag: string, text: string, className = ''): HTMLElement => {
    const element = parent.appendChild(document.createElement(tag));
    element.textContent = text;
    element.className = className;
    return element;
  };
  const head = add(page, 'header', '');
  add(head, 'strong', app);
  add(head, 'span', model);
  const log = add(page, 'div', '', 'log');
  add(log, 'p', asked, 'asked');
  const answer = add(log, 'div', '', 'answered');
  for (const line of answered) add(answer, 'p', line);
  const form = add(page, 'form', '');
  const composer = form.appendChild(document.createElement('textarea'));
  composer.setAttribute('aria-label', message);
  composer.value = next;
  add(form, 'button', send).setAttribute('type', 'button');
  return composer;
}
