import { use, useId } from 'react';
import { explainPoint } from '../../lib/domain/explain-story.ts';
import type { ShownPoint } from '../../lib/domain/refusal-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { RefusalsDeeds, RefusalsState } from '../../lib/ui/refusals-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { LookBackDaysField } from './look-back-days.tsx';
import { Notice } from './notice.tsx';
import { RefusalStoryItem } from './refusal-story-item.tsx';

interface RefusalsProps {
  readonly state: RefusalsState;
  readonly deeds: RefusalsDeeds;
}

/** Where the user heard no: by provider and cause, and one by one. */
export function RefusalsScreen({ state, deeds }: RefusalsProps) {
  const say = useSay();
  const id = useId();
  const { status, view, days, kept } = state;
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <p className="lead">{say('no.what')}</p>
      <LookBackDaysField
        days={days}
        onChange={deeds.setDays}
        label={say('no.period')}
        nameOf={(one) => say(`no.days.${one}`)}
      />
      <p className="hint" role="status">
        {looked(state, say)}
      </p>
      {view !== null && view.stories.length === 0 && status === 'ready' && (
        <div className="panel">
          <h2>{say('no.none')}</h2>
          <p>{say('no.noneHow')}</p>
        </div>
      )}
      {view !== null && view.stories.length > 0 && (
        <div className="panels">
          <Points points={view.points} />
          <section className="panel" aria-labelledby={`${id}-stories`}>
            <h2 id={`${id}-stories`}>{say('no.stories')}</h2>
            <ul className="rows stories">
              {view.stories.map((story) => (
                <li key={story.no.id}>
                  <RefusalStoryItem story={story} deeds={deeds} kept={kept?.id === story.no.id ? kept : null} />
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </>
  );
}

function looked({ status, view }: RefusalsState, say: ReturnType<typeof useSay>): string {
  if (status === 'loading') return say('no.loading');
  if (view === null || view.stories.length === 0) return '';
  return say(view.isPart ? 'no.part' : 'no.count', { n: view.stories.length });
}

function Points({ points }: { readonly points: readonly ShownPoint[] }) {
  const say = useSay();
  const language = use(LanguageContext);
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say('no.points')}</h2>
      <ul className="rows stories">
        {points.map((point) => (
          <li key={`${point.provider} ${point.by} ${point.cause}`}>
            <h3>
              {say(point.by === 'us' ? 'no.byUs' : 'no.pointHead', {
                provider: point.providerName,
                why: { key: `no.cause.${point.cause}` },
              })}
            </h3>
            <p>
              {explainPoint(point)
                .map((text) => renderText(text, language))
                .join(language === 'zh' ? '' : ' ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
