import { type FormEvent, useState } from 'react';
import { hostOf } from '../../lib/domain/site.ts';
import type { ProviderChoice, WelcomeModel, WelcomeSource } from '../../lib/domain/welcome.ts';
import { useSay } from '../popup/say.ts';
import { FirstFigure } from './first-figure.tsx';
import { OtherSite, type TypedSite } from './other-site.tsx';
import { ProviderList } from './provider-list.tsx';

interface ProvidersStepProps {
  /** Null: what was stored cannot be read. */
  readonly model: WelcomeModel | null;
  readonly on: Pick<WelcomeSource, 'providers' | 'onAllow' | 'onOpen'>;
}

/** Choosing whom to watch; one question of the browser for all of them; then where the first figure comes from. */
export function ProvidersStep({ model, on }: ProvidersStepProps) {
  const say = useSay();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [other, setOther] = useState<TypedSite>({ text: '', pattern: null });
  // Sites that were typed and are watched now: they have no line in the list of providers.
  const [added, setAdded] = useState<readonly string[]>([]);
  const [fault, setFault] = useState<'none' | 'refused' | 'address' | null>(null);
  const watched = on.providers.filter(({ id }) => model?.watched.includes(id));
  const wanted = on.providers.filter(({ id }) => chosen.includes(id) && !model?.watched.includes(id));
  const count = wanted.length + (other.pattern === null ? 0 : 1);
  // In the click itself: else the browser does not ask.
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (other.text !== '' && other.pattern === null) return setFault('address');
    if (count === 0) return setFault('none');
    setFault(null);
    const patterns = [...wanted.flatMap((choice) => choice.patterns), ...(other.pattern ? [other.pattern] : [])];
    void on.onAllow([...new Set(patterns)]).then((isGiven) => {
      if (!isGiven) return setFault('refused');
      setChosen([]);
      if (other.pattern !== null) setAdded([...added.filter((one) => one !== other.pattern), other.pattern]);
      setOther({ text: '', pattern: null });
    });
  };
  const toggle = ({ id }: ProviderChoice): void => {
    setFault(null);
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  };
  return (
    <>
      {model !== null && watched.length > 0 && (
        <FirstFigure watched={watched} balances={model.balances} onOpen={on.onOpen} />
      )}
      <form onSubmit={onSubmit} noValidate>
        <p>{say('welcome.providers.why')}</p>
        <ProviderList {...{ chosen, toggle }} providers={on.providers} watched={model?.watched ?? []} />
        <OtherSite typed={other} isBad={fault === 'address'} onType={setOther} />
        <div className="buttons">
          <button type="submit" className="primary">
            {count === 0 ? say('welcome.providers.allowThem') : say('welcome.providers.allow', { n: count })}
          </button>
        </div>
        <p role="status" className={fault === null ? undefined : 'bad'}>
          {fault === null &&
            added.length > 0 &&
            say('welcome.providers.added', { sites: added.map(hostOf).join(', ') })}
          {fault === 'none' && say('welcome.providers.allowNone')}
          {fault === 'refused' && say('welcome.providers.refused')}
          {fault === 'address' &&
            say('welcome.providers.bad', { typed: { kind: 'verbatim', text: other.text.slice(0, 100) } })}
        </p>
      </form>
    </>
  );
}
