import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { built } from './root.ts';
import { windowFolder } from './window-folder.ts';

/** Takes down the practice lab of a data folder, which outlives on purpose whoever started it. Nothing where none runs. */
export async function takeLabsDown(data: string): Promise<void> {
  const { environment } = windowFolder(dirname(data));
  const down = spawn(process.execPath, [built('cli/entry.js'), 'lab', 'practice', 'down'], { env: environment, stdio: 'ignore' });
  await once(down, 'exit');
}
