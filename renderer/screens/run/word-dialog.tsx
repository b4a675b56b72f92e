import { useState, type ReactNode } from 'react';
import type { Word } from '../../../core/contract/work.ts';
import type { PlannedCheck, PlannedStep } from '../../../core/run/planned.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';
import { PictureField, type ChosenPicture } from './picture-field.tsx';
import { useActs } from './run-acts.ts';

export type WordKind = 'waive' | 'attest' | 'skip' | 'note' | 'settle';

/** A person's word, signed with their name: in the place of a check, of a step, or beside one. */
export function WordDialog({
  kind,
  step,
  places,
  onClose,
}: {
  readonly kind: WordKind;
  readonly step: PlannedStep;
  /** What it may be about: a check on a host, or the step there; the first of them unless another is chosen. */
  readonly places: readonly { readonly check: PlannedCheck | null; readonly host: string }[];
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
  const [sent, setSent] = useState(false);
  const empty = (text.trim() === '' && picture === null) || wrong !== null;
  const give = async (): Promise<void> => {
    setSent(true);
    const place = { step: step.id, host: host === '' ? null : host };
    if (picture !== null) await acts.picture({ ...place, text: text.trim() === '' ? picture.name : text.trim(), ...picture });
    else await acts.say(wordOf(kind, { step: step.id, check: check?.id ?? null, host, text: text.trim(), became }));
    onClose();
  };
  return (
    <Dialog
      title={say(`word.${kind}`, { what: check?.title ?? step.title })}
      onClose={onClose}
      // What is to be written comes first; which host it is about is chosen already. What became of an act is for the person to say.
      focus={kind === 'settle' ? 'choice' : 'field'}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || sent || empty) return;
        event.preventDefault();
        void give();
      }}
      footer={
        <>
          <Button kind="primary" busy={sent} disabled={empty} keys="Ctrl+Enter" onClick={() => void give()}>
            {say(`word.${kind}.go`)}
          </Button>
          <Button kind="link" onClick={onClose}>
            {say('dialog.cancel')}
          </Button>
        </>
      }
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
    </Dialog>
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
