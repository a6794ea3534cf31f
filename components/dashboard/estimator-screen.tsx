import { useEffect } from 'react';
import type { EstimatorDeeds, EstimatorState } from '../../lib/ui/estimator-store.ts';
import { useSay } from '../popup/say.ts';
import { EstimatorBatch } from './estimator-batch.tsx';
import { EstimatorInput } from './estimator-input.tsx';
import { EstimatorModels } from './estimator-models.tsx';
import { EstimatorResult } from './estimator-result.tsx';

interface EstimatorProps {
  readonly state: EstimatorState;
  readonly deeds: EstimatorDeeds;
}

/** What a request, or a file of them, would cost: paste it, see it part by part and model by model. */
export function EstimatorScreen({ state, deeds }: EstimatorProps) {
  const say = useSay();
  const { status, view, batch, progress } = state;
  const { leave } = deeds;
  useEffect(() => leave, [leave]);
  return (
    <>
      <p className="lead">{say('est.what')}</p>
      <div className="panels">
        <EstimatorInput state={state} deeds={deeds} />
        {status === 'failed' && (
          <p role="alert" className="failed">
            {say('est.failed')}
          </p>
        )}
        <p role="status" className="notice">
          {status === 'working' && progress === null ? say('est.working') : ''}
        </p>
        {view !== null && status !== 'failed' && <EstimatorResult view={view} isOld={status === 'working'} />}
        {view !== null && view.none === null && status !== 'failed' && (
          <EstimatorModels view={view} chosen={state.models} deeds={deeds} />
        )}
        {(batch !== null || progress !== null) && status !== 'failed' && <EstimatorBatch state={state} deeds={deeds} />}
      </div>
    </>
  );
}
