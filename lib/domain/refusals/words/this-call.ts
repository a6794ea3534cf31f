/** What is said of this one call, and of others that still run. */

/** Calls that have not ended. */
export const RUNNING: readonly string[] = [
  'in[ -]?flight|still running|(?:requests|calls|jobs|tasks)(?: \\w+){0,3}? (?:running|pending|in progress|unfinished)',
  '(?:running|queued) (?:\\w+ )?(?:requests|calls|jobs|tasks|generations)',
  '(?:concurrent|parallel|pending|other|ongoing|outstanding|unfinished|active) (?:\\w+ )?(?:requests|calls|jobs|tasks)',
  '进行中|正在(?:处理|运行|进行)|未完成|执行中|其他请求|并发请求',
];

/** Money is kept aside. */
export const HOLDS: readonly string[] = [
  'held|hold|holds|holding|reserv\\w*|set aside|allocated|tied up|committed|earmarked',
  '预扣|占用|冻结|预留|锁定',
];

/** Less would have gone through. */
export const TOO_BIG: readonly string[] = [
  '(?:this|the|your|current|single|each) (?:request|prompt|call|job|task|generation|query|operation|crawl|batch|run)(?: \\w+){0,2}? (?:requires?|needs?|exceeds?|costs?|would|estimated|is estimated|has a cost)',
  '(?:needs?|requires?|required|costs?|needed)[:=]? \\S{0,3}\\d',
  '(?:fewer|lower|reduce|decrease|smaller|less|shorten)(?: \\w+){0,3}? (?:tokens?|max tokens|prompts?|requests?|size|limit|pages|limits?|output|input|context)',
  '(?:only|max(?:imum)?) afford\\w*|can afford|pre ?-?consume\\w*|reserve|estimated (?:cost|price)|cost of this',
  '预扣(?:费)?|本次(?:请求|调用)?|最多(?:可|只)|缩短|减少',
];

/** Its price and what there is, compared in words: "costs more than your balance". */
export const BEYOND: readonly string[] = [
  '(?:costs?|price|request|charge|amount) (?:\\S+ ){0,4}?(?:exceeds?|(?:is )?more than|(?:is )?(?:greater|higher) than) (?:your |the |its )?(?:\\w+ )?(?:balance|credits?|funds|wallet)',
  'too (?:large|big|high|expensive|long) for (?:your )?(?:\\w+ ){0,2}(?:balance|credits|funds)',
  "more (?:\\w+ )?than (?:your |the )?(?:\\w+ ){0,2}(?:balance|credits?|wallet)|(?:balance|credits|funds|wallet) (?:does not|doesn't|do not|don't|cannot|can't|is not enough to|not enough to) (?:cover|afford|pay)",
  '(?:余额|额度|积分|点数)(?:不足以|不够)(?:支付|完成|抵扣)|(?:费用|价格|所需)\\S{0,8}(?:超过|高于|大于)\\S{0,6}(?:余额|额度|积分)',
];

/** A price for this one call. */
export const PRICED: readonly string[] = [
  'pay \\$?[\\d.]{1,12} ?(?:usdc?|sats?|eth|sol)? (?:to|for|per)|x-payment|payment-signature|x402',
];
