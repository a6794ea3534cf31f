import { FUNDS, UNITS } from './money.ts';

/** What is said of money and of limits: that it lacks, that it is passed, that it is gone. */

/** By kind. */
export const LACK_WORDS = {
  /** Not there, or not enough of it. */
  lacks: [
    '(in|un)suf+ici?ent(ly)?|inadequate|drained|unfunded',
    '(not|no) (have |having )?(enough|sufficient|adequate)|lacks?|need more',
    "(do|does|did|has|have)(n't| not) (have )?(enough|sufficient|any(?! longer)|adequate|available|remaining|the)",
    'exhaust\\w*|deplet\\w*|empty|r[au]n(ning)? (out|dry)|out of|used (up|all)',
    'all (of )?(your |the )?(\\w+ ){0,3}(used|consumed|spent)|consumed( all)?|fully (used|spent|consumed)',
    'too low|(is|being|balance) low|low balance|negative|short(age|fall)?|none|below|under',
    '(less|lower|smaller) than|needs? (at least|more)|requires? more',
    "(can|could) (only|not|'t|no longer) ?afford|cannot afford|can't afford",
    "(can|could|does|do|is|un)(not|n't| not|able to) (be )?(cover|pay)",
    '(is|has|have) \\$?-?0(\\.0+)?(?!\\.?\\d)',
    'expired',
    'zero|lack of|deficit|gone',
    '不足|用尽|用完|用光|耗尽|不够|为\\s?[零0负]|已空|缺|低于|小于|少于|透支|不支持支付|见底|归零|花完|到期|过期|无法支付',
  ],
  /** Went past a bound. */
  exceeds: [
    'exceed\\w*|excess|surpass\\w*|maxed|reached|over(drawn|run|age)?|past|crossed|hit|met|above|violation',
    'blocked by|limited by|used up|all used|consumed|expired|exhausted|enforced',
    '超出|超过|超额|超限|达到|已达|达上限|已满|触发|到达|超|用尽|用完|耗尽',
  ],
  /** Gone altogether, so that no smaller call would help. */
  gone: [
    'r[au]n out|running out|used up|used all|all used|out of|exhausted|depleted|empty|none|negative',
    'no (more )?(\\w+ )?(left|remaining|available)|consumed all',
    '用完|用尽|耗尽|用光|已空|归零',
  ],
  /** Said together: "no usable credits", "zero balance". */
  noFunds: [
    `(no|zero|without|lacks?|lacking|out of|missing|low|negative|positive|any|(have|has|with) 0|needs?|(don't|doesn't|do not|does not) have) (\\w+ ){0,3}?(${FUNDS.join('|')})(?! (method|required|details|information|info|card))`,
    `(${FUNDS.join('|')}) (is |are )?(required|needed|zero|too low|low|negative)(?! (to be|by))`,
    '(无|没有|没|缺少)(可用|剩余|足够|任何|有效)?的?(余额|点数|积分|资金|资源包|额度|配额|钱)',
  ],
  /** "No more searches left". */
  noUnits: [
    `(no|0|zero) (more )?(free )?(${UNITS.join('|')}) (left|remaining|available)`,
    'no free (amount|usage|trial|calls)',
    '(no|zero|0) (\\w+ ){0,2}?(quotas?|allowances?)(?! (limit|restrict|set|check|for))',
    '(?<all>[1-9][\\d,]{0,11})( ?/ ?| (out )?of (your )?)\\k<all>(?![\\d,.])',
    '(次数|字符|调用量|余量|套餐)(已)?(用完|用尽|不足|耗尽)',
    '(not enough|insufficient|out of) (\\w+ )?(tokens|minutes|characters|searches|generations)',
    '(exceeded|reached|used) (its|your|the|this) (\\w+ ){0,2}(minutes|characters|searches|pages|images|generations|credits)',
  ],
  /** A bound of whatever kind. */
  bound: ['limits?|caps?|max(imum)?', '上限|限额|限量'],
} satisfies Record<string, readonly string[]>;
