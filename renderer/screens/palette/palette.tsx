import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Modal, ModalBody } from '@patternfly/react-core/dist/esm/components/Modal';
import { allCommands, type Command, type CommandGroup } from '../../commands.ts';
import { useWords } from '../../words/words.tsx';
import { keysOf } from './command-keys.ts';
import { matching } from './matching.ts';
import '../../theme/palette.css';

const GROUPS: readonly CommandGroup[] = ['step', 'run', 'steps', 'window'];
/** More are found by typing. */
const MOST = 60;

/** Everything that can be done now, found by typing some of it. `begun`: what was typed before it was there, once. */
export default function Palette({ begun, onClose }: { readonly begun: () => string; readonly onClose: () => void }): ReactNode {
  const say = useWords();
  const id = useId();
  const [commands] = useState(allCommands);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const ordered = GROUPS.flatMap((group) => commands.filter((one) => one.group === group));
  const found = matching(ordered, typed).slice(0, MOST);
  const active = found[Math.min(at, found.length - 1)] ?? null;
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, typed]);
  const choose = (command: Command): void => {
    if (command.disabled === true) return;
    onClose();
    // What it opens gets the focus after the palette has given it back.
    setTimeout(command.run);
  };
  const pressed = (event: KeyboardEvent): void => {
    const last = found.length - 1;
    const to = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to !== undefined && !(typed !== '' && (event.key === 'Home' || event.key === 'End'))) {
      event.preventDefault();
      setAt(to);
    } else if (event.key === 'Enter' && active !== null) {
      event.preventDefault();
      choose(active);
    }
  };
  return (
    <Modal isOpen variant="medium" position="top" onClose={onClose} aria-label={say('palette.title')} className="palette">
      <ModalBody>
        <input
          className="palette-field"
          role="combobox"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-label={say('palette.title')}
          placeholder={say('palette.field')}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          onFocus={() => {
            const early = begun();
            if (early !== '') setTyped(early);
          }}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={pressed}
          {...(active === null ? {} : { 'aria-activedescendant': `${id}-${active.id}` })}
        />
        <div className="palette-list" role="listbox" id={`${id}-list`} aria-label={say('palette.title')} ref={list}>
          {GROUPS.map((group) => {
            const its = found.filter((one) => one.group === group);
            return its.length === 0 ? null : (
              <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
                <div className="palette-group" id={`${id}-${group}`} role="presentation">
                  {say(`palette.group.${group}`)}
                </div>
                {its.map((command) => (
                  // The field has the focus and its keys; a click is the pointer's way to the same.
                  <div
                    key={command.id}
                    id={`${id}-${command.id}`}
                    role="option"
                    className="palette-option"
                    aria-selected={command === active}
                    aria-disabled={command.disabled === true}
                    onClick={() => choose(command)}
                  >
                    <span>
                      {command.title}
                      {command.remark === undefined ? null : <span className="quiet"> {command.remark}</span>}
                    </span>
                    <span className="palette-keys">
                      {keysOf(command).map((key) => (
                        <kbd className="key" key={key}>
                          {key}
                        </kbd>
                      ))}
                    </span>
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        <p className="quiet palette-none" role="status">
          {found.length === 0 ? say('palette.none') : ''}
        </p>
      </ModalBody>
    </Modal>
  );
}
