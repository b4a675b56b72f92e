import type { ReactNode } from 'react';
import type { EditShown, Question } from '../../../core/contract/work.ts';
import { assertNever } from '../../../core/result.ts';
import { ClassBadge } from '../../parts/class-badge.tsx';
import { CommandBlock } from '../../parts/command-block.tsx';
import { DiffBlock } from '../../parts/diff-block.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { Notice } from '../../parts/problem-alert.tsx';
import { Prose } from '../../parts/prose.tsx';
import { useWords } from '../../words/words.tsx';

/** Everything that a person needs to see before answering. */
export function QuestionBody({ question }: { readonly question: Question }): ReactNode {
  const say = useWords();
  switch (question.kind) {
    case 'step':
      return (
        <>
          <p>
            <ClassBadge of={question.class} />{' '}
            {say('question.step.body', { count: question.commands.length, host: question.host })}
          </p>
          {question.firstOf.length > 1 ? <p>{say('question.step.first', { hosts: question.firstOf.join(', ') })}</p> : null}
          {question.commands.map((command, index) => (
            <CommandBlock key={index} title={command.title} command={command.command} of={command.class} />
          ))}
          <Edits edits={question.edits} />
        </>
      );
    case 'rest':
      return <p>{say('question.rest.body', { done: question.done, hosts: question.rest.join(', ') })}</p>;
    case 'destroy':
      return (
        <>
          <Notice tone="danger" title={say('question.destroy.body', { device: question.device, host: question.host })}>
            {say(question.labHost ? 'question.destroy.lab' : 'question.destroy.real')}
          </Notice>
          {question.reasons.length === 0 ? null : (
            <ul>
              {question.reasons.map((reason, index) => (
                <li key={index}>
                  <InertText text={reason} />
                </li>
              ))}
            </ul>
          )}
          <CommandBlock title={say('question.destroy.command')} command={question.command} of="destructive" />
        </>
      );
    case 'undo':
      return (
        <>
          {question.dependants.length === 0 ? null : (
            <p>{say('question.undo.stale', { steps: question.dependants.join(', ') })}</p>
          )}
          {question.files.length === 0 ? null : <p>{say('question.undo.files', { files: question.files.join(', ') })}</p>}
          {question.commands.map((command, index) => (
            <CommandBlock key={index} title={`${command.host}: ${command.title}`} command={command.command} of="change" />
          ))}
        </>
      );
    case 'manual':
      return <Prose text={question.text} />;
    case 'secret':
      return (
        <p>
          <InertText text={question.what} />
        </p>
      );
    case 'host-key':
      return (
        <>
          <p>{say('question.host-key.body')}</p>
          <dl className="facts">
            <dt>{say('question.host-key.address')}</dt>
            <dd>
              <InertText text={`${question.address}, ${question.port}`} />
            </dd>
            <dt>{say('question.host-key.type')}</dt>
            <dd>
              <InertText text={question.type} />
            </dd>
            <dt>SHA256</dt>
            <dd>
              <code>{question.sha256}</code>
            </dd>
            <dt>MD5</dt>
            <dd>
              <code>{question.md5}</code>
            </dd>
          </dl>
          {question.knownTypes.length === 0 ? null : (
            <p>{say('question.host-key.known', { types: question.knownTypes.join(', ') })}</p>
          )}
        </>
      );
    default:
      return assertNever(question);
  }
}

function Edits({ edits }: { readonly edits: readonly EditShown[] }): ReactNode {
  const say = useWords();
  return edits.map(({ host, path, diff, why }, index) => (
    <figure className="command" key={index}>
      <figcaption>
        {say('question.edit', { host })} <InertText text={path} />
      </figcaption>
      {diff === null ? (
        <p className="quiet">
          <InertText text={why ?? say('question.edit.unknown')} />
        </p>
      ) : diff === '' ? (
        <p className="quiet">{say('question.edit.none')}</p>
      ) : (
        <DiffBlock diff={diff} label={path} />
      )}
    </figure>
  ));
}
