/** What is said of this one call, and of others that still run. */

/** By kind. */
export const THIS_CALL_WORDS = {
  /** Calls that have not ended. */
  running: [
    'in[ -]?flight|still running|(requests|calls|jobs|tasks)( \\w+){0,3}? (running|pending|in progress|unfinished)',
    '(running|queued) (\\w+ )?(requests|calls|jobs|tasks|generations)',
    '(concurrent|parallel|pending|other|ongoing|outstanding|unfinished|active) (\\w+ )?(requests|calls|jobs|tasks|generations)',
    '(?<=(held|reserved|locked|set aside|tied up|in use) )(by|for|in) (an?other|other|your other|an? (earlier|previous|pending|ongoing))',
    '进行中|正在(处理|运行|进行)|未完成|执行中|其[他它](请求|任务|作业)|并发请求',
  ],
  /** Money is kept aside. */
  holds: [
    'held|hold|holds|holding|reserv\\w*|set aside|allocated|tied up|committed|earmarked',
    '预扣|占用|冻结|预留|锁定',
  ],
  /** Less would have gone through. */
  tooBig: [
    '(this|the|your|current|single|each) (request|prompt|call|job|task|generation|query|operation|crawl|batch|run)( \\w+){0,2}? (requires?|needs?|exceeds?|costs?|would|estimated|is estimated|has a cost)',
    '(needs?|requires?|required|costs?|needed)[:=]? \\S{0,3}\\d',
    '(fewer|lower|reduce|decrease|smaller|less|shorten)( \\w+){0,3}? (tokens?|max tokens|prompts?|requests?|size|limit|pages|limits?|output|input|context)',
    '(only|max(imum)?) afford\\w*|can afford|pre ?-?consume\\w*|reserve|estimated (cost|price)|cost of this',
    '预扣(费)?|本次(请求|调用)?|最多(可|只)|缩短|减少',
  ],
  /** Its price and what there is, compared in words: "costs more than your balance". */
  beyond: [
    '(cost|price|request) (\\S+ ){0,4}?(exceeds?|more than) (\\w+ ){0,2}(balance|credits?|funds)',
    'too (large|expensive) for (\\w+ ){0,3}(balance|credits)',
    "more (\\w+ )?than (\\w+ ){0,3}(balance|credits?)|(balance|credits|funds) (do(es)?( not|n't)|cannot|not enough to) (cover|pay)",
    '(余额|积分)(不足以|不够)支付|费用\\S{0,8}(超过|高于)\\S{0,6}余额',
  ],
  /** A price for this one call. */
  priced: [
    'pay \\$?[\\d.]{1,12} (to|for|per)|x-payment|payment-signature|x402|settlement failed|[\\d.]{1,12} ?(usdc|usdt|hbar|sats?|eth|sol|algo|xlm)',
  ],
} satisfies Record<string, readonly string[]>;
