interface SwitchProps {
  readonly isOn: boolean;
  /** Read aloud: what is switched. */
  readonly name: string;
  readonly onSwitch: () => void;
}

/** Switches something on or off at once. */
export function Switch({ isOn, name, onSwitch }: SwitchProps) {
  return (
    <button type="button" role="switch" className="switch" aria-checked={isOn} aria-label={name} onClick={onSwitch}>
      <span />
    </button>
  );
}
