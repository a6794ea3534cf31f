import { useState } from 'react';
import type { AboutView } from '../../lib/domain/self-check.ts';
import type { AboutState } from '../../lib/ui/about-store.ts';
import { type Say, useSay } from '../popup/say.ts';
import { Notice } from './notice.tsx';

interface AboutProps {
  readonly state: AboutState;
  readonly onCheck: () => void;
  readonly copy: (text: string) => Promise<boolean>;
}

/** What this is, which version, and whether every part of it works. */
export function AboutScreen({ state: { status, view }, onCheck, copy }: AboutProps) {
  const say = useSay();
  const [isCopied, setCopied] = useState<boolean | null>(null);
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <p className="lead">{say('about.lead')}</p>
      {view === null ? (
        <p className="hint" role="status">
          {status === 'loading' ? say('about.looking') : ''}
        </p>
      ) : (
        <div className="panels">
          <section className="panel" aria-labelledby="about-checks">
            <h2 id="about-checks">{say('about.checks')}</h2>
            <ul className="rows checks">
              {view.checks.map(({ check, state, says }) => (
                <li key={check} className={`is-${state}`}>
                  <h3>
                    {say(`about.${check}`)} <small>{say(`about.state.${state}`)}</small>
                  </h3>
                  <p>{say(says.key, says.params)}</p>
                </li>
              ))}
            </ul>
            <div className="buttons">
              <button type="button" onClick={onCheck}>
                {say('about.again')}
              </button>
              <button type="button" onClick={() => void copy(textOf(view, say)).then(setCopied)}>
                {say('about.copy')}
              </button>
            </div>
            <p role="status" className="hint">
              {isCopied === null ? '' : say(isCopied ? 'about.copied' : 'about.notCopied')}
            </p>
          </section>
          <section className="panel" aria-labelledby="about-versions">
            <h2 id="about-versions">{say('about.versions')}</h2>
            <dl className="facts">
              {view.versions.map(({ of, is }) => (
                <div key={of}>
                  <dt>{say(`about.of.${of}`)}</dt>
                  <dd>{is}</dd>
                </div>
              ))}
            </dl>
          </section>
        </div>
      )}
    </>
  );
}

/** The same as lines, for whoever helps. */
function textOf({ versions, checks }: AboutView, say: Say): string {
  return [
    ...versions.map(({ of, is }) => `${say(`about.of.${of}`)}: ${is}`),
    ...checks.map(
      ({ check, state, says }) =>
        `${say(`about.${check}`)} (${say(`about.state.${state}`)}): ${say(says.key, says.params)}`,
    ),
  ].join('\n');
}
