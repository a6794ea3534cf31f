import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { type Command, findCommands } from '../../lib/ui/find-commands.ts';
import { useSay } from '../popup/say.ts';

interface PaletteProps {
  /** Made when it is opened: what there is to go to changes. */
  readonly commandsFor: (typed: string) => readonly Command[];
}

/** Everything that can be gone to or done, found by typing: opened by its button, or Ctrl or Cmd with K. */
export function Palette({ commandsFor }: PaletteProps) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      // A question that is open is answered first.
      if (document.querySelector('dialog[open]:not(.palette)') !== null) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        className="palette-open"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        {say('find.open')}{' '}
        <span aria-hidden="true" className="keys">
          {SHORTCUT}
        </span>
      </button>
      {isOpen && <Finder commandsFor={commandsFor} onClose={() => setOpen(false)} />}
    </>
  );
}

const SHORTCUT = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

function Finder({ commandsFor, onClose }: PaletteProps & { readonly onClose: () => void }) {
  const say = useSay();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  // In layout: a dialog gives the focus back only while it is still in the document.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const found = findCommands(commandsFor(typed), typed);
  const current = Math.max(0, Math.min(active, found.length - 1));
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    dialog.current?.close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // A word that is still being put together is no choice.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') run(found[current]);
    else if (event.key === 'ArrowDown') setActive((current + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp') setActive((current + found.length - 1) % Math.max(1, found.length));
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={dialog} className="palette" aria-label={say('find.open')} onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label={say('find.what')}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
        placeholder={say('find.what')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-found`} role="listbox" aria-label={say('find.found')}>
        {found.map((command, index) => (
          // The field has the focus, and its keys choose.
          <Option
            key={command.id}
            id={`${id}-${index}`}
            command={command}
            isCurrent={index === current}
            onRun={() => run(command)}
          />
        ))}
      </div>
      <p role="status" className={found.length === 0 ? 'hint' : 'visually-hidden'}>
        {found.length === 0 ? say('find.nothing') : say('find.count', { n: found.length })}
      </p>
    </dialog>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: Command;
  readonly isCurrent: boolean;
  readonly onRun: () => void;
}

function Option({ id, command, isCurrent, onRun }: OptionProps) {
  const say = useSay();
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) own.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and hears the keys
    <div ref={own} id={id} role="option" aria-selected={isCurrent} tabIndex={-1} onClick={onRun}>
      <span>{command.name}</span>
      <span className="hint">{command.about ?? say(`find.kind.${command.kind}`)}</span>
    </div>
  );
}
