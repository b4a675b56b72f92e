import { useEffect, useState, type ReactNode } from 'react';
import type { OutputPiece } from '../../../core/contract/evidence.ts';
import type { OutputReference } from '../../../core/run/events.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { Button } from '../../parts/button.tsx';
import { Fold } from '../../parts/fold.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';

/** Bytes that are shown at a time. */
const PIECE = 16_384;

/** Stored output, one click behind its title, a piece at a time. */
export function OutputFold({ output, title }: { readonly output: OutputReference; readonly title: string }): ReactNode {
  const say = useWords();
  if (output.bytes === 0) return <p className="quiet">{say('evidence.empty')}</p>;
  return (
    <Fold title={title}>
      <Pieces output={output} label={title} />
    </Fold>
  );
}

function Pieces({ output, label }: { readonly output: OutputReference; readonly label: string }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [from, setFrom] = useState(0);
  const [piece, setPiece] = useState<OutputPiece | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let wanted = true;
    void ask(connection, 'output.read', { hash: output.hash, from, length: PIECE }).then((answer) => {
      if (!wanted) return;
      if (answer.ok) setPiece(answer.value);
      setProblem(answer.ok ? null : answer.problem);
    });
    return () => void (wanted = false);
  }, [connection, output.hash, from]);
  if (problem !== null) return <ProblemAlert problem={problem} />;
  if (piece === null) return <p className="quiet">{say('window.loading')}</p>;
  return (
    <>
      {/* The main process made it inert: what is not printable stands as a visible escape. */}
      <pre className="output" tabIndex={0} aria-label={label}>
        <bdi>{piece.text}</bdi>
      </pre>
      {output.cut > 0 ? <p className="quiet">{say('evidence.cut', { bytes: output.cut })}</p> : null}
      {piece.bytes <= PIECE ? null : (
        <p>
          <Button kind="link" small disabled={piece.from === 0} onClick={() => setFrom(Math.max(0, from - PIECE))}>
            {say('evidence.before')}
          </Button>{' '}
          {say('evidence.piece', { from: piece.from, to: piece.to, bytes: piece.bytes })}{' '}
          <Button kind="link" small disabled={piece.to >= piece.bytes} onClick={() => setFrom(from + PIECE)}>
            {say('evidence.after')}
          </Button>
        </p>
      )}
    </>
  );
}
