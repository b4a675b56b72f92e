import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultSettings, settings as schema, type Settings, type SettingsNow } from '../../core/contract/settings.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { Changing } from './desk/changing.ts';
import { whyNot } from './file-problem.ts';
import { writeWhole } from './write-whole.ts';

/** The settings of a data folder, in `settings.json`. A file that is none is left as it is until something is changed, and then kept beside the new one. */
export class SettingsFile {
  readonly now: Changing<SettingsNow>;
  readonly #file: string;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(now: SettingsNow) {
    this.#file = now.file;
    this.now = new Changing(now);
  }

  static async open(dataFolder: string): Promise<SettingsFile> {
    const file = join(dataFolder, 'settings.json');
    const read = await readSettings(file);
    return new SettingsFile({ file, settings: read.ok ? read.value : defaultSettings, problem: read.ok ? null : read.problem });
  }

  get value(): Settings {
    return this.now.value.settings;
  }

  /** Problem: `settings-unwritten`; what was in force stays so. */
  async change(wanted: Partial<Settings>): Promise<Result<null>> {
    const done = this.#writing.then(() => this.#write(wanted));
    this.#writing = done;
    return done;
  }

  async #write(wanted: Partial<Settings>): Promise<Result<null>> {
    const next = schema.parse({ ...this.value, ...wanted });
    try {
      if (this.now.value.problem !== null) await copyFile(this.#file, `${this.#file}.not-read`);
      await writeWhole(this.#file, `${JSON.stringify(next, null, 2)}\n`);
    } catch (error) {
      return failure(
        'settings-unwritten',
        `The settings cannot be written to ${this.#file}: ${whyNot(error)}.`,
        'Make room or give back the right to write there, and change them again.',
      );
    }
    this.now.set({ file: this.#file, settings: next, problem: null });
    return success(null);
  }
}

async function readSettings(file: string): Promise<Result<Settings>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return success(defaultSettings);
    return { ok: false, problem: unread(file, whyNot(error)) };
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, problem: unread(file, 'it is not JSON') };
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return { ok: false, problem: unread(file, `${where}${issue?.message ?? 'it has another shape'}`) };
}

function unread(file: string, why: string): Problem {
  return {
    code: 'settings-unread',
    sentence: `The settings in ${file} cannot be used (${why}): everything is as it comes.`,
    next: `Correct the file, or change a setting here: the file of before then stays as ${file}.not-read.`,
  };
}
