/** The sentences answers are made of, in one language. */
export interface PhraseBook {
  readonly openings: readonly string[];
  readonly sentences: readonly string[];
  readonly headings: readonly string[];
  readonly items: readonly string[];
  readonly closings: readonly string[];
  /** Between two sentences. */
  readonly gap: string;
}

/** Plain English about careful work: it suits any question a demo may ask. */
export const englishPhrases: PhraseBook = {
  gap: ' ',
  openings: [
    'Here is a short answer, and then the reasons behind it.',
    'Good question. The best place to start is with what you already know.',
    'Let me go through this one step at a time.',
    'There are a few ways to do this, and one of them is clearly simpler.',
    'The short version: keep it small, measure it, and only then change it.',
  ],
  sentences: [
    'Start with the smallest version that could work, and run it on real data before you add anything.',
    'A result that you can repeat is worth more than a result that looks better once.',
    'Write down what you expect to see, so that a surprise is easy to notice.',
    'If two options look the same, take the one that is easier to undo.',
    'Most of the time goes into the last few details, so leave room for them.',
    'It helps to name the parts the same way everywhere: in the code, in the text and on the screen.',
    'When something takes too long, measure first; the slow part is rarely where we think it is.',
    'Ask what happens at the limits: nothing at all, one item, and far more than you planned for.',
    'Keep the old way running until the new one has been right for a week.',
    'The numbers matter less than the direction in which they move.',
    'You can check this with `a simple test` before you trust it.',
    'In practice, **a clear plan** saves more time than a fast start.',
    'Small steps make it easy to see which change did what.',
    'A good summary says what was done, what was found and what is still open.',
  ],
  headings: ['What to look at', 'How I would do it', 'Next steps', 'Why this works', 'Before you start'],
  items: [
    '**Scope.** Decide what is in and what is out.',
    '**Data.** Use real examples, even if there are only a few.',
    '**Cost.** Know the price of one run before you start a hundred.',
    '**Checks.** Test the edges first; the middle will be fine.',
    '**Time.** Set a date to stop and look at the result.',
    '**People.** Tell those who use it what will change.',
    '**Names.** Call each thing by one word, and keep to it.',
    '**Limits.** Put a bound on everything that can grow.',
  ],
  closings: [
    'That should be enough to begin with.',
    'If you tell me more about your case, I can be more exact.',
    'Try the first step today; the rest will follow from what you see.',
  ],
};

/** The same in Chinese, for questions asked in Chinese. */
export const chinesePhrases: PhraseBook = {
  gap: '',
  openings: [
    '先说结论，再说原因。',
    '这个问题可以分几步来看。',
    '做法有好几种，其中一种明显更简单。',
    '简单地说：先做小，再测量，最后才修改。',
  ],
  sentences: [
    '先做一个最小的版本，用真实的数据跑一遍，再考虑增加功能。',
    '可以重复的结果，比偶然一次的好结果更有价值。',
    '把你预期看到的写下来，这样一有意外就能发现。',
    '如果两种方案差不多，就选更容易撤回的那一种。',
    '大部分时间都花在最后的细节上，要为它们留出余地。',
    '同一个概念在代码、文档和界面上最好用同一个名字。',
    '觉得慢的时候先测量，真正慢的地方往往不在我们想的位置。',
    '想一想边界情况：什么都没有、只有一个、或者远远超出计划。',
    '在新的方法连续正确一周之前，让旧的方法继续运行。',
    '实际工作中，**清楚的计划**比匆忙的开始更省时间。',
    '可以先用`一个小测试`来验证，然后再相信它。',
  ],
  headings: ['需要注意什么', '我会怎么做', '下一步', '为什么有效'],
  items: [
    '**范围**：先确定做什么、不做什么。',
    '**数据**：用真实的例子，哪怕只有几个。',
    '**成本**：跑一百次之前，先知道跑一次要多少钱。',
    '**检查**：先测试边界，中间一般不会有问题。',
    '**时间**：定一个停下来看结果的日期。',
    '**限制**：凡是会增长的东西，都要有上限。',
  ],
  closings: [
    '有了这些就可以开始了。',
    '如果能多说一些具体情况，我可以讲得更准确。',
    '今天先试第一步，后面的会从结果中看出来。',
  ],
};
