import { assertNever } from '../result.ts';
import type { OutputReference, RunEvent } from './events.ts';

/** Hashes of all artefacts that an event refers to: outputs, files before and after an edit, attachments. Without doubles. */
export function artefactsOf(event: RunEvent): string[] {
  return [...new Set(references(event))];
}

function references(event: RunEvent): string[] {
  const hashes = (outputs: readonly (OutputReference | undefined)[]): string[] =>
    outputs.flatMap((output) => (output === undefined ? [] : [output.hash]));
  switch (event.type) {
    case 'act-done': {
      const { file } = event;
      const files = file === undefined ? [] : [...(file.before === null ? [] : [file.before]), file.after];
      return [...hashes([event.stdout, event.stderr]), ...files];
    }
    case 'intent':
      return [event.file?.before, event.file?.after].filter((hash) => typeof hash === 'string');
    case 'probed':
      return hashes([event.outside, ...event.results.flatMap((result) => [result.stdout, result.stderr])]);
    case 'noted':
      return hashes([event.attachment?.output]);
    case 'terminal-closed':
      return hashes([event.output]);
    case 'run-created':
    case 'planned':
    case 'run-resumed':
    case 'run-stopped':
    case 'procedure-replaced':
    case 'host-connected':
    case 'host-lost':
    case 'host-trusted':
    case 'host-joined':
    case 'host-locked':
    case 'host-unlocked':
    case 'step-started':
    case 'step-already-so':
    case 'step-not-taken':
    case 'step-skipped':
    case 'step-done':
    case 'act-settled':
    case 'asked':
    case 'checked':
    case 'captured':
    case 'waived':
    case 'attested':
    case 'terminal-opened':
    case 'terminal-used':
    case 'undo-started':
    case 'undo-done':
    case 'topology-seen':
      return [];
    default:
      return assertNever(event);
  }
}
