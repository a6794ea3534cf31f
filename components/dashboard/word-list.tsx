import { useId } from 'react';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import { useSay } from '../popup/say.ts';

interface WordListProps {
  readonly head: TextKey;
  readonly level: 2 | 3;
  readonly items: readonly TextKey[];
}

/** Sentences one below the other, under a heading. */
export function WordList({ head, level, items }: WordListProps) {
  const say = useSay();
  const id = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section aria-labelledby={id}>
      <Heading id={id}>{say(head)}</Heading>
      <ul className="words">
        {items.map((item) => (
          <li key={item}>{say(item)}</li>
        ))}
      </ul>
    </section>
  );
}
