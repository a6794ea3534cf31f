import { type ChangeEvent, useContext, useEffect, useId, useRef } from 'react';
import { explainProblem } from '../../lib/domain/explain-problem.ts';
import type { DescriptionProblem } from '../../lib/domain/own-api.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { ApisDeeds } from '../../lib/ui/apis-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';

/** More of a file is not looked at, bytes: no description is as large. */
const FILE_BYTES_MAX = 1024 * 1024;

interface EditorProps {
  readonly text: string;
  readonly problems: readonly DescriptionProblem[];
  readonly deeds: Pick<ApisDeeds, 'write' | 'beginWithExample' | 'open' | 'check'>;
}

/** Where a description is written, opened and checked. */
export function ApiEditor({ text, problems, deeds }: EditorProps) {
  const say = useSay();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('apis.add')}</h2>
      <p>{say('apis.addWhat')}</p>
      <div className="buttons">
        <button type="button" onClick={deeds.beginWithExample}>
          {say('apis.example')}
        </button>
        <button type="button" onClick={() => file.current?.click()}>
          {say('apis.file')}
        </button>
        <a href="/api-description.schema.json" download>
          {say('apis.schema')}
        </a>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => void pick(event, deeds.open)}
        />
      </div>
      <div className="field">
        <label htmlFor="apis-text">{say('apis.text')}</label>
        <textarea
          id="apis-text"
          className="code"
          rows={18}
          spellCheck={false}
          autoCapitalize="off"
          value={text}
          aria-invalid={problems.length > 0}
          aria-describedby={problems.length > 0 ? `${id}-problems` : undefined}
          onChange={(event) => deeds.write(event.target.value)}
        />
      </div>
      {problems.length > 0 && <Problems id={`${id}-problems`} problems={problems} />}
      <div className="buttons">
        <button type="button" className="primary" disabled={text.trim() === ''} onClick={deeds.check}>
          {say('apis.check')}
        </button>
      </div>
    </section>
  );
}

async function pick({ target }: ChangeEvent<HTMLInputElement>, open: ApisDeeds['open']): Promise<void> {
  const [chosen] = target.files ?? [];
  if (chosen === undefined) return;
  const text = await chosen
    .slice(0, FILE_BYTES_MAX)
    .text()
    .catch(() => null);
  // The same file can be opened again.
  target.value = '';
  open(text);
}

/** As many as are told at once (`readDescription`). */
const PROBLEMS_TOLD = 20;

function Problems({ id, problems }: { readonly id: string; readonly problems: readonly DescriptionProblem[] }) {
  const say = useSay();
  const language = useContext(LanguageContext);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each answer anew
  useEffect(() => {
    // Some browsers give back a promise, which is no way to clean up.
    void list.current?.scrollIntoView({ block: 'nearest' });
  }, [problems]);
  return (
    <div ref={list} id={id} role="alert" className="problems">
      <p>{say('apis.problems', { n: problems.length })}</p>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.place} ${problem.kind}`}>
            <code>{problem.place}</code> {renderText(explainProblem(problem), language)}
          </li>
        ))}
      </ul>
      {problems.length >= PROBLEMS_TOLD && <p className="hint">{say('apis.problem.more')}</p>}
    </div>
  );
}
