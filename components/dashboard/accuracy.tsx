import { type AccuracyView, judgeRanges } from '../../lib/domain/accuracy.ts';
import { type Say, useSay } from '../popup/say.ts';

type Model = AccuracyView['models'][number];

/** How right the estimates were, model by model; nothing while no call has been scored. */
export function Accuracy({ view }: { readonly view: AccuracyView | null }) {
  const say = useSay();
  if (view === null || view.calls === 0) return null;
  return (
    <details className="panel accuracy">
      <summary>
        <h2>{say('right.head')}</h2>
      </summary>
      <p>{say('right.of', { n: view.calls })}</p>
      <ul className="rows">
        {view.models.map((model) => (
          <li key={`${model.provider} ${model.model}`}>
            <ModelAccuracy model={model} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function ModelAccuracy({ model }: { readonly model: Model }) {
  const say = useSay();
  const verdict = judgeRanges(model);
  const isOff = verdict === 'narrow' || verdict === 'wide';
  return (
    <>
      <h3>
        {model.model ?? say('right.noModel')} <small>{model.providerName}</small>
      </h3>
      <p className={isOff ? 'finding is-more' : 'finding'}>{say(`right.verdict.${verdict}`)}</p>
      {linesOf(model, say).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}

function linesOf(model: Model, say: Say): readonly string[] {
  const { calls: n, inside, insideRange, medianError, costError } = model;
  if (inside === null || insideRange === null || medianError === null) return [];
  const [low, high] = insideRange;
  const params = { n, percent: percent(inside), low: percent(low), high: percent(high) };
  const length = percent(medianError);
  const off =
    costError === null ? say('right.offLength', { length }) : say('right.off', { length, cost: percent(costError) });
  return [say('right.inside', params), off];
}

function percent(share: number): number {
  return Math.round(share * 100);
}
