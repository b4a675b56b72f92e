import type { terminalCalls } from '../../../core/contract/terminals.ts';
import { success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Terminals } from '../terminals/terminals.ts';

/** What a window may ask of terminals. */
export function terminalAnswers(terminals: Terminals): Answers<typeof terminalCalls> {
  return {
    'terminals.watch': (_nothing, { signal }) => success(terminals.now.watch(signal)),
    'terminals.hosts': ({ place }) => terminals.hosts(place),
    'terminals.open': async (wanted) => terminals.open(wanted),
    'terminals.again': async ({ terminal }) => terminals.with(terminal, (one) => one.again()),
    'terminals.resize': async ({ terminal, columns, rows }) =>
      terminals.with(terminal, (one) => {
        one.resize(columns, rows);
        return success(null);
      }),
    'terminals.close': ({ terminal }) => terminals.close(terminal),
    'terminals.attach': ({ terminal }, { signal, received }) =>
      terminals.with(terminal, (one) => success(one.attach(signal, received))),
  };
}
