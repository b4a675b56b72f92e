import { useState, type ReactNode } from 'react';
import type { LabRack, MistakeListing } from '../../../core/contract/labs.ts';
import type { Problem, Result } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStream } from '../../connection/use-stream.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { PartMark } from './part-mark.tsx';
import { SureDialog } from './sure-dialog.tsx';

/** Something that was done to the lab: what it is called while it goes on, and how it is asked for. */
type Doing = (key: string, act: () => Promise<Result<string | null>>) => void;

/** The rack of a practice lab, under a person's hands: cables, controllers, buttons, mistakes to find again. */
export function LabPanel({ lab }: { readonly lab: string }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const { latest: rack, problem: unwatched } = useStream('labs.rack', { lab });
  const [busy, setBusy] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [ending, setEnding] = useState(false);
  const doing: Doing = (key, act) => {
    // A button that is disabled loses the focus: what is pressed meanwhile is not heard instead.
    if (busy !== null) return;
    setBusy(key);
    setProblem(null);
    setTold(null);
    void act().then((done) => {
      setBusy(null);
      if (!done.ok) setProblem(done.problem);
      else if (done.value !== null) {
        setTold(done.value);
        announce(done.value);
      }
    });
  };
  return (
    <article className="host-panel lab-panel" aria-labelledby="lab-title">
      <header>
        <h2 id="lab-title">{say('lab.title')}</h2>
        <Button small onClick={() => setEnding(true)}>
          {say('lab.down')}
        </Button>
      </header>
      <p className="quiet">{say('lab.body')}</p>
      {unwatched === null ? null : <ProblemAlert problem={unwatched} />}
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {told === null ? null : (
        <p className="lab-told">
          <InertText text={told} limit={600} />
        </p>
      )}
      {rack === null ? unwatched === null ? <Waiting /> : null : <Rack lab={lab} rack={rack} doing={doing} />}
      <Mistakes lab={lab} busy={busy} doing={doing} />
      {ending ? (
        <SureDialog
          title={say('lab.down.title', { lab })}
          body={say('lab.down.body')}
          yes={say('lab.down.yes')}
          act={async () => {
            const down = await ask(connection, 'labs.down', { name: lab });
            if (down.ok) goTo({ screen: 'hosts', inventory: null, host: null }, true);
            return down;
          }}
          onClose={() => setEnding(false)}
        />
      ) : null}
    </article>
  );
}

function Rack({ lab, rack, doing }: { readonly lab: string; readonly rack: LabRack; readonly doing: Doing }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const hand = (does: 'pull' | 'plug' | 'fail' | 'recover', what: string): void =>
    doing(what, () => ask(connection, 'labs.hand', { lab, does, what }));
  const press = (host: string, does: 'on' | 'off' | 'reset'): void =>
    doing(host, () => ask(connection, 'labs.power', { lab, host, does }));
  return (
    <>
      <section aria-labelledby="lab-cables">
        <h3 id="lab-cables">{say('lab.cables', { count: rack.cables.length })}</h3>
        <ul className="lab-parts">
          {rack.cables.map(({ label, ends, plugged }) => (
            <Part
              key={label}
              name={label}
              about={say('lab.between', { from: ends[0], to: ends[1] })}
              mark={<PartMark state={plugged ? 'plugged' : 'pulled'} />}
              acts={[{ word: say(plugged ? 'lab.pull' : 'lab.plug'), act: () => hand(plugged ? 'pull' : 'plug', label) }]}
            />
          ))}
        </ul>
      </section>
      <section aria-labelledby="lab-controllers">
        <h3 id="lab-controllers">{say('lab.controllers')}</h3>
        <ul className="lab-parts">
          {rack.controllers.map(({ name, works }) => (
            <Part
              key={name}
              name={name}
              title={say('lab.controller', { name })}
              about={null}
              mark={<PartMark state={works ? 'works' : 'failed'} />}
              acts={[{ word: say(works ? 'lab.fail' : 'lab.recover'), act: () => hand(works ? 'fail' : 'recover', name) }]}
            />
          ))}
        </ul>
      </section>
      <section aria-labelledby="lab-machines">
        <h3 id="lab-machines">{say('lab.machines')}</h3>
        <ul className="lab-parts">
          {rack.machines.map(({ name, power, isGuest, guestOf }) => (
            <Part
              key={name}
              name={name}
              about={guestOf !== null ? say('lab.guest-of', { host: guestOf }) : isGuest ? say('lab.guest') : null}
              mark={<PartMark state={power} />}
              acts={
                isGuest
                  ? []
                  : power === 'off'
                    ? [{ word: say('lab.power-on'), act: () => press(name, 'on') }]
                    : [
                        { word: say('lab.reset'), act: () => press(name, 'reset') },
                        { word: say('lab.power-off'), act: () => press(name, 'off') },
                      ]
              }
            />
          ))}
        </ul>
      </section>
    </>
  );
}

function Part({
  name,
  title = name,
  about,
  mark,
  acts,
}: {
  readonly name: string;
  readonly title?: string;
  readonly about: string | null;
  readonly mark: ReactNode;
  readonly acts: readonly { readonly word: string; readonly act: () => void }[];
}): ReactNode {
  const say = useWords();
  return (
    <li>
      <span className="lab-part">
        <span>{title}</span>
        {about === null ? null : <span className="quiet">{about}</span>}
      </span>
      {mark}
      <span className="acts">
        {acts.map(({ word, act }, index) => (
          <Button key={index} small label={say('lab.act-on', { act: word, part: title })} onClick={act}>
            {word}
          </Button>
        ))}
      </span>
    </li>
  );
}

/** What people do wrong: made here, to be found by the checks and got out of by their hints. */
function Mistakes({
  lab,
  busy,
  doing,
}: {
  readonly lab: string;
  readonly busy: string | null;
  readonly doing: Doing;
}): ReactNode {
  const say = useWords();
  const listed = useAnswer('labs.mistakes', { lab });
  if (listed === null) return null;
  if (!listed.ok) return <ProblemAlert problem={listed.problem} />;
  return (
    <section aria-labelledby="lab-mistakes">
      <h3 id="lab-mistakes">{say('lab.mistakes')}</h3>
      <p className="quiet">{say('lab.mistakes.body')}</p>
      {listed.value.map((mistake) => (
        <Mistake key={mistake.name} lab={lab} mistake={mistake} busy={busy} doing={doing} />
      ))}
    </section>
  );
}

function Mistake({
  lab,
  mistake: { name, title, belief, moment },
  busy,
  doing,
}: {
  readonly lab: string;
  readonly mistake: MistakeListing;
  readonly busy: string | null;
  readonly doing: Doing;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  return (
    <Fold title={title}>
      <p>{say('lab.believed', { belief })}</p>
      <p className="quiet">{say(moment.when === 'before' ? 'lab.moment.before' : 'lab.moment.after', { step: moment.step })}</p>
      <p className="acts">
        <Button small onClick={() => doing(name, () => ask(connection, 'labs.break', { lab, mistake: name }))}>
          {say(busy === name ? 'lab.making' : 'lab.make')}
        </Button>
      </p>
    </Fold>
  );
}
