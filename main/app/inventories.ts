import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InventoryText } from '../../core/contract/hosts.ts';
import { failure, problemText, success, type Result } from '../../core/result.ts';
import { inventoriesFolder } from './choose-lab.ts';
import { whyNot } from './file-problem.ts';
import { parseInventory } from './inventory-file.ts';
import { writeWhole } from './write-whole.ts';

/** Copies of one inventory that are kept: what was there before each change. */
const MOST_COPIES = 20;

/** The inventories that a data folder keeps, each a file `NAME.yaml`. Names were checked by whoever calls: they are no paths. */
export class Inventories {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = inventoriesFolder(dataFolder);
  }

  file(name: string): string {
    return join(this.#folder, `${name}.yaml`);
  }

  async names(): Promise<readonly string[]> {
    const files = await readdir(this.#folder).catch(() => []);
    return files
      .filter((file) => /^[\w-]+\.yaml$/u.test(file))
      .map((file) => file.slice(0, -'.yaml'.length))
      .sort();
  }

  /** Problems: `no-such-inventory`, `inventory-unreadable`. */
  async read(name: string): Promise<Result<InventoryText>> {
    try {
      const text = await readFile(this.file(name), 'utf8');
      return success(judgeInventory(text, versionOf(text)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return failure('no-such-inventory', `There is no inventory ${name}.`);
      return failure('inventory-unreadable', `The inventory ${this.file(name)} cannot be read: ${whyNot(error)}.`);
    }
  }

  /** Whole or not at all, and only over the text that was read. */
  async save(name: string, text: string, version: string | null): Promise<Result<InventoryText>> {
    const judged = judgeInventory(text, versionOf(text));
    const [wrong] = judged.problems;
    if (wrong !== undefined) {
      return failure('inventory-wrong', `Line ${wrong.line}: ${problemText(wrong)}`, 'Correct it; nothing was written.');
    }
    const there = await this.read(name);
    if (there.ok && version === null)
      return failure('inventory-exists', `There is an inventory ${name} already.`, 'Give this one another name.');
    if (there.ok && there.value.version !== version)
      return failure(
        'inventory-changed',
        `The file of ${name} was changed by something else meanwhile.`,
        'Read it again; your text is still here to be copied.',
      );
    if (!there.ok && there.problem.code !== 'no-such-inventory') return there;
    try {
      if (there.ok && there.value.text !== text) await this.#keepCopy(name);
      await writeWhole(this.file(name), text);
    } catch (error) {
      return failure(
        'inventory-unwritten',
        `The inventory cannot be written to ${this.file(name)}: ${whyNot(error)}.`,
        'Nothing was changed. Make room or give back the right to write there, and try again.',
      );
    }
    return success(judged);
  }

  /** Takes an inventory out of the list; its file is kept among the copies. */
  async delete(name: string): Promise<Result<string>> {
    const copy = this.#copy(name);
    try {
      await mkdir(join(this.#folder, 'before'), { recursive: true, mode: 0o700 });
      await rename(this.file(name), copy);
    } catch (error) {
      return failure('inventory-undeleted', `The inventory ${name} cannot be taken away: ${whyNot(error)}.`);
    }
    return success(copy);
  }

  #copy(name: string): string {
    return join(this.#folder, 'before', `${name}.${new Date().toISOString().replaceAll(':', '-')}.yaml`);
  }

  async #keepCopy(name: string): Promise<void> {
    const folder = join(this.#folder, 'before');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await copyFile(this.file(name), this.#copy(name));
    const copies = (await readdir(folder)).filter((file) => file.startsWith(`${name}.`)).sort();
    for (const old of copies.slice(0, -MOST_COPIES)) await rm(join(folder, old), { force: true });
  }
}

/** What is wrong with an inventory's text, each with its line. `version`: of what is kept; null for a text that is not. */
export function judgeInventory(text: string, version: string | null): InventoryText {
  const parsed = parseInventory(text);
  return {
    text,
    version,
    problems: parsed.ok ? [] : parsed.problems,
    hosts: parsed.ok ? Object.keys(parsed.value.hosts) : [],
  };
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
