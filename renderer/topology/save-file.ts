import type { TopologyForm } from '../../core/contract/topology.ts';
import { success, type Result } from '../../core/result.ts';
import { ask } from '../connection/ask.ts';
import type { Connection } from '../connection/connection.ts';
import { download } from '../parts/download.ts';

const TYPES: Readonly<Record<TopologyForm, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  csv: 'text/csv',
  yaml: 'application/yaml',
};

/** Bytes that are put into base64 at a time: an argument list has an end. */
const AT_A_TIME = 32_768;

/** Hands a file to the person: in a dialog of the desktop, or by the browser's own way. The path where it is known; null when it was not wanted. */
export async function saveFile(
  connection: Connection,
  name: string,
  form: TopologyForm,
  content: Blob | string,
): Promise<Result<string | null>> {
  const blob = typeof content === 'string' ? new Blob([content], { type: TYPES[form] }) : content;
  const saved = await ask(connection, 'topology.save', { name, form, base64: await base64Of(blob) });
  if (saved.ok || saved.problem.code !== 'not-here') return saved;
  const address = URL.createObjectURL(blob);
  download(address, `${name}.${form}`);
  // The browser has taken it by the next turn, and says nothing when it has.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return success(`${name}.${form}`);
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let from = 0; from < bytes.length; from += AT_A_TIME)
    text += String.fromCharCode(...bytes.subarray(from, from + AT_A_TIME));
  return btoa(text);
}
