import type { Page } from '@playwright/test';
import { BRIDGE_NAME, type Bridge } from '../../../core/contract/channel.ts';
import type { InputOf } from '../../../core/contract/contract.ts';
import type { WindowContract } from '../../../core/contract/window.ts';

let last = 900_000;

/**
 * Asks the main process as the window's own page does, by its bridge, and resolves with the answer's value or the first item of a stream. From then on the page itself
 * hears nothing more: it is to be loaded again.
 */
export async function ask<Name extends keyof WindowContract>(
  window: Page,
  name: Name,
  input: InputOf<WindowContract, Name>,
): Promise<unknown> {
  last += 1;
  const frame = await window.evaluate(
    ({ bridgeName, id, text }) =>
      new Promise<{ kind: string; value?: unknown; problem?: { sentence: string } }>((resolve) => {
        const bridge = (globalThis as unknown as Readonly<Record<string, Bridge>>)[bridgeName];
        bridge?.listen((message) => {
          if (typeof message !== 'string') return;
          const heard = JSON.parse(message) as { id?: number; kind: string };
          if (heard.id === id && heard.kind !== 'credit') resolve(heard);
        });
        bridge?.send(text);
      }),
    { bridgeName: BRIDGE_NAME, id: last, text: JSON.stringify({ kind: 'request', id: last, name, input }) },
  );
  if (frame.kind === 'refused') throw new Error(frame.problem?.sentence ?? 'refused');
  return frame.value;
}
