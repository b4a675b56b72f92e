import { useState, type ReactNode } from 'react';
import type { Word } from '../../../core/contract/work.ts';
import type { PlannedCheck, PlannedStep } from '../../../core/run/planned.ts';
import type { OpenIntent } from '../../../core/run/state.ts';
import { CommandBlock } from '../../parts/command-block.tsx';
import { Choice } from '../../parts/choice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';
import { GivingDialog } from './giving-dialog.tsx';
import { PictureField, type ChosenPicture } from './picture-field.tsx';
import { useActs } from './run-acts.ts';

export type WordKind = 'waive' | 'attest' | 'skip' | 'note' | 'settle';

/** A person's word, signed with their name: in the place of a check, of a step, or beside one. */
export function WordDialog({
  kind,
  step,
  places,
  inFlight = [],
  onClose,
}: {
  readonly kind: WordKind;
  readonly step: PlannedStep;
  /** What it may be about: a check on a host, or the step there; the first of them unless another is chosen. */
  readonly places: readonly { readonly check: PlannedCheck | null; readonly host: string }[];
  /** Of the whole run: what a word about what became of it is about. */
  readonly inFlight?: readonly OpenIntent[];
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  const acts = useActs();
  const [chosen, setChosen] = useState(0);
  const { check = null, host = '' } = places[chosen] ?? {};
  const checks = places.some((one) => one.check !== null);
  const [text, setText] = useState('');
  const [became, setBecame] = useState<'happened' | 'did-not-happen'>('happened');
  const [picture, setPicture] = useState<ChosenPicture | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const empty = (text.trim() === '' && picture === null) || wrong !== null;
  const give = async (): Promise<void> => {
    const place = { step: step.id, host: host === '' ? null : host };
    if (picture !== null) await acts.picture({ ...place, text: text.trim() === '' ? picture.name : text.trim(), ...picture });
    else await acts.say(wordOf(kind, { step: step.id, check: check?.id ?? null, host, text: text.trim(), became }));
  };
  return (
    <GivingDialog
      title={say(`word.${kind}`, { what: check?.title ?? step.title })}
      go={say(`word.${kind}.go`)}
      empty={empty}
      onGive={give}
      onClose={onClose}
      // What is to be written comes first; which host it is about is chosen already. What became of an act is for the person to say.
      focus={kind === 'settle' ? 'choice' : 'field'}
    >
      <p>{say(`word.${kind}.body`)}</p>
      {places.length < 2 ? null : (
        <Choice
          label={say(checks ? 'word.check' : 'word.host')}
          value={String(chosen)}
          options={places.map((one, index) => ({
            value: String(index),
            label: one.check === null ? one.host : say('word.check-on', { check: one.check.title, host: one.host }),
          }))}
          onChange={(value) => setChosen(Number(value))}
        />
      )}
      {kind !== 'settle'
        ? null
        : inFlight
            .filter(({ place }) => place.step === step.id && place.host === host)
            .map((act) => <CommandBlock key={act.intent} title={act.on ?? host} command={act.command} of={act.class} />)}
      {kind === 'settle' ? (
        <Choice
          label={say('word.became')}
          value={became}
          options={[
            { value: 'happened', label: say('word.happened') },
            { value: 'did-not-happen', label: say('word.did-not-happen') },
          ]}
          onChange={(value) => setBecame(value === 'happened' ? 'happened' : 'did-not-happen')}
        />
      ) : null}
      <TextField label={say(`word.${kind}.field`)} value={text} onChange={setText} kind="lines" required={picture === null} />
      {kind === 'note' ? <PictureField onChange={setPicture} wrong={wrong} onWrong={setWrong} /> : null}
    </GivingDialog>
  );
}

interface Said {
  readonly step: string;
  readonly check: string | null;
  readonly host: string;
  readonly text: string;
  readonly became: 'happened' | 'did-not-happen';
}

function wordOf(kind: WordKind, { step, check, host, text, became }: Said): Word {
  switch (kind) {
    case 'waive':
      return { kind, step, check: check ?? '', host, reason: text };
    case 'attest':
      return { kind, step, check, host, statement: text, act: null };
    case 'settle':
      return { kind: 'attest', step, check: null, host, statement: text, act: became };
    case 'skip':
      return { kind, step, host, reason: text };
    case 'note':
      return { kind, step, host, text };
  }
}
