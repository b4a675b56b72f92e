import type { TakenIn } from '../../../core/contract/found-place.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import type { Connection } from '../../connection/connection.ts';

/** Sends a bundle's archive to the main process, piece by piece as it keeps up, and resolves with what it took in. */
export async function sendBundle(connection: Connection, file: Blob): Promise<Result<TakenIn>> {
  const state = connection.state.get();
  if (state.kind !== 'connected') {
    return failure('connection-lost', 'Xenpath does not answer just now.', 'Try again in a moment.');
  }
  let told = '';
  const decoder = new TextDecoder();
  const sending = state.client.bytes('bundle.import', null, (bytes) => {
    told += decoder.decode(bytes, { stream: true });
  });
  const refused = new AbortController();
  void sending.ended.then(() => refused.abort());
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || refused.signal.aborted) break;
      await Promise.race([sending.write(value), sending.ended]);
    }
  } catch {
    sending.cancel();
    return failure('file-not-read', 'The file could not be read.', 'Choose it again.');
  } finally {
    reader.releaseLock();
  }
  sending.finish();
  const ended = await sending.ended;
  return ended.ok ? success(JSON.parse(told) as TakenIn) : ended;
}
