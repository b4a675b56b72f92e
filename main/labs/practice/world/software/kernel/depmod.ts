import type { Files } from '../../files.ts';
import { dependencies, findModule, readModuleFile } from './module-files.ts';

/** depmod: writes modules.dep of a kernel from its module files. */
export function writeDependencies(files: Files, release: string): void {
  const root = `/lib/modules/${release}`;
  const lines: string[] = [];
  function walk(folder: string): void {
    for (const name of files.list(folder)) {
      const path = `${folder}/${name}`;
      if (name.endsWith('.ko')) {
        const file = readModuleFile(files, path);
        if (file === null) continue;
        const needed = dependencies(file).flatMap((other) => findModule(files, release, other)?.path ?? []);
        lines.push(`${path}:${needed.map((each) => ` ${each}`).join('')}`);
      } else if (files.stat(path, false).kind === 'directory') walk(path);
    }
  }
  for (const folder of ['kernel', 'extra', 'updates']) if (files.isDirectory(`${root}/${folder}`)) walk(`${root}/${folder}`);
  files.write(`${root}/modules.dep`, lines.map((line) => `${line}\n`).join(''));
}
