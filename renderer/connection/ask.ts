import type { InputOf, NameOf, OutputOf } from '../../core/contract/contract.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import { failure, type Result } from '../../core/result.ts';
import type { Connection } from './connection.ts';

/** Asks the main process something; without a connection the answer says so. */
export async function ask<Name extends NameOf<WindowContract, 'call'>>(
  connection: Connection,
  name: Name,
  input: InputOf<WindowContract, Name>,
): Promise<Result<OutputOf<WindowContract, Name>>> {
  const state = connection.state.get();
  if (state.kind !== 'connected') {
    return failure(
      'connection-lost',
      'Xenpath does not answer just now.',
      'The run goes on without the window; try again in a moment.',
    );
  }
  return state.client.call(name, input);
}
