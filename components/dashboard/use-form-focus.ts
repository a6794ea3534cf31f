import { type RefObject, useEffect, useRef } from 'react';

/**
 * For a form that goes away with the button that was used, when what it asks for is on: what came of it stands below `heading`.
 * `note` is called when it is sent.
 */
export function useHeadingFocus(isOn: boolean): {
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly note: () => void;
} {
  const heading = useRef<HTMLHeadingElement>(null);
  const isTried = useRef(false);
  useEffect(() => {
    if (isOn && isTried.current && document.activeElement === document.body) heading.current?.focus();
    isTried.current = false;
  }, [isOn]);
  const note = (): void => {
    isTried.current = true;
  };
  return { heading, note };
}

/** A form whose input that is wrong gets the focus when that is told; null: nothing is. */
export function useFaultFocus(fault: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Whoever has gone on elsewhere stays there.
    if (fault === null || !form.current?.contains(document.activeElement)) return;
    form.current.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [fault]);
  return form;
}
