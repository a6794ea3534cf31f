import type { ReactNode } from 'react';

interface ChoiceProps {
  readonly group: string;
  readonly isChosen: boolean;
  readonly hint?: string;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

/** One of several, as a radio button. */
export function Choice({ group, isChosen, hint, onChoose, children }: ChoiceProps) {
  return (
    <label className="choice">
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      <span>
        <span className="choice-name">{children}</span>
        {hint !== undefined && <span className="hint">{hint}</span>}
      </span>
    </label>
  );
}
