import type { Notice } from '../../../companion/channels/channel.ts';

/** A notice of everyday size, unless the change says otherwise. */
export function noticeOf(change: Partial<Notice> = {}): Notice {
  return {
    ...{ id: 'notice-0001', alert: 'alert-1', kind: 'raised', level: 'soon', at: 1_770_000_000_000, language: 'en' },
    title: 'Acme: about 3 days left',
    lines: ['At the usual pace it is empty on Tuesday about 14:00.', 'Recharge $20 or more.'],
    link: { url: 'https://acme.example/billing?a=1&b=2', text: 'Recharge' },
    data: { account: 'acme', available: '12.50' },
    isSecondCopy: false,
    ...change,
  };
}
