import type { WelcomeSource } from '../../lib/domain/welcome.ts';
import { useSay } from '../popup/say.ts';

interface CompanionStepProps {
  readonly isPaired: boolean;
  readonly onOpenPage: WelcomeSource['onOpenPage'];
}

/** What the companion is for, how it is started, and the way to where it is paired. */
export function CompanionStep({ isPaired, onOpenPage }: CompanionStepProps) {
  const say = useSay();
  return (
    <>
      <p>{say('welcome.companion.what')}</p>
      <p>{say('welcome.companion.run')}</p>
      <pre>
        <code>npx tollkeeper up</code>
      </pre>
      {isPaired && <p role="status">{say('welcome.companion.paired')}</p>}
      {!isPaired && (
        <div className="buttons">
          <button type="button" onClick={() => onOpenPage('companion')}>
            {say('welcome.companion.pair')}
          </button>
        </div>
      )}
    </>
  );
}
