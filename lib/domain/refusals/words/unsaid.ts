import { BUDGET, FUNDS } from './money.ts';

const MATTER = [...FUNDS, ...BUDGET, 'insufficient|out of|billing|quota|payment'].join('|');

/** Said in order to say that it is not so, or as a rule for all: taken out before anything is read. */
export const UNSAID: readonly string[] = [
  `(not (a |an |due to |because of |caused by |related to |about |from )|unrelated to |no (problem|issue) with |isn't (a |an |about |due to )|rather than |instead of )[^\\n]{0,12}?(${MATTER})( (problem|issue|error|balance|credits?|funds))?`,
  '(并非|不是|并不是|非|与|和)(因为|由于)?(您的|你的|账户)?(余额|额度|欠费|充值)(不足)?(无关|问题|导致|引起|所致)?',
  // Budgets of time and tries, and what a form asks for.
  '(time|thinking|retry|error|performance|execution|compute) budgets?|budget tokens',
  '(invalid|minimum) (top[ -]?up|recharge|deposit)|(top[ -]?up|recharge) (amount|code|failed)',
  '充值(金额|码|卡|记录|订单|失败)',
  // What is called credit or balance elsewhere, and what is due there.
  '(store|cpu|burst|course|tax) credits?( balance)?',
  // Looking it up failed.
  `(failed|unable|error|could not|couldn't|cannot) (to )?(get|fetch|load|read|query|retriev|updat|deduct)\\w*( \\w+){0,3}? (${MATTER}|subscription|usage)s?( info(rmation)?)?`,
  '(获取|查询|更新)\\S{0,6}(余额|额度|订阅)\\S{0,4}(失败|异常|超时)',
  'number of points|(max(imum)? )?tool[ -]calls?( limit| budget)?|工具(调用)?次数',
  // A plan of work.
  '(implementation|execution|query) plans?|(un)?approved? (\\w+ ){0,2}plans?|plans? (validation|not (approved|executable))',
  '(add|adding)[^\\n]{0,40}? to (unlock|increase|raise|get) (\\w+ )?(rate )?limits?',
  '(no|nothing) ?(credits?|funds|tokens|charges?|balance|amount|money)? ?(were|was|have been|has been|will be|is|are) (charged|deducted|consumed|used|billed|debited)',
  '(余额|额度|quota|balance|credits?)\\s?(is |are )?(充足|足够|正常|sufficient|fine|ok|okay|enough|healthy|unaffected|not affected)',
  '(your )?(account )?(balance|quota|credits) (is|are|was|were) (not|un)( been)? ?(affected|touched|charged|deducted)',
  '\\((e ?\\.?g\\.?|for example|such as|like)[^)\\n]{0,60}\\)',
  '(please )?(check|verify|review|see|monitor|confirm)( that)?( your)? (account )?(quota|usage|limits?)(?! (is|has|was))',
  '(please )?check your plan( and billing)?( details)?',
  'consider (using|upgrading|adding)[^\\n]{0,60}|without (warning|delay|notice|limits?)',
  '(请|建议)?检查(您的|你的)?(账户|配额|额度|余额)',
];
