import { Switch } from '../switch.tsx';

interface SwitchRowProps {
  readonly isOn: boolean;
  readonly name: string;
  /** What it means as it is now. */
  readonly words: string;
  readonly onSwitch: () => void;
}

/** A switch of the settings beside what it does. */
export function SwitchRow({ isOn, name, words, onSwitch }: SwitchRowProps) {
  return (
    <div className="limit is-switch">
      <div className="row-words">
        <h3>{name}</h3>
        <p>{words}</p>
      </div>
      <Switch isOn={isOn} name={name} onSwitch={onSwitch} />
    </div>
  );
}
