import type { Machine } from '../../machine.ts';

/** What /etc/default/grub and the files beside it leave in the variables of grub-mkconfig, and what they print on the way. */
export interface GrubSettings {
  readonly values: ReadonlyMap<string, string>;
  readonly said: readonly string[];
}

/** Reads them as the shell does, as far as they are assignments, echo, and ifs that compare a variable with a word. */
export function grubSettings(machine: Machine): GrubSettings {
  const { files } = machine;
  const folder = '/etc/default/grub.d';
  const paths = [
    '/etc/default/grub',
    ...(files.isDirectory(folder) ? [...files.list(folder)].sort().filter((name) => name.endsWith('.cfg')).map((name) => `${folder}/${name}`) : []),
  ]; // prettier-ignore
  const values = new Map<string, string>();
  const said: string[] = [];
  for (const path of paths) {
    if (!files.isFile(path)) continue;
    said.push(`Sourcing file \`${path}'`);
    evaluate(files.readText(path).replace(/\\\n\s*/gu, ' '), values, said);
  }
  return { values, said };
}

function evaluate(text: string, values: Map<string, string>, said: string[]): void {
  const stack: boolean[] = [];
  const joined = text.replace(/=\$\(\s*([\s\S]*?)\)\s*\n/gu, (_whole, inner: string) => `=${substituted(inner)}\n`);
  for (const raw of joined.split('\n')) {
    const line = raw.trim();
    const condition = /^if \[ "?\$\{?(\w+)\}?"? (=|!=) "([^"]*)" \]; then$/u.exec(line);
    if (condition !== null) {
      stack.push(((values.get(condition[1] ?? '') ?? '') === condition[3]) === (condition[2] === '='));
      continue;
    }
    if (line === 'else') stack.push(!(stack.pop() ?? true));
    if (line === 'fi') stack.pop();
    if (stack.includes(false)) continue;
    const echo = /^echo "(.*)"$/u.exec(line);
    if (echo !== null) said.push(echo[1] ?? '');
    const assignment = /^(?:export\s+)?(\w+)=(?:"([^"]*)"|'([^']*)'|([^\s#]*))/u.exec(line);
    if (assignment !== null) {
      const value = (assignment[2] ?? assignment[3] ?? assignment[4] ?? '').replace(/\$\{?(\w+)\}?/gu, (_whole, name: string) => values.get(name) ?? ''); // prettier-ignore
      values.set(assignment[1] ?? '', value);
    }
  }
}

/** `printf "$(gettext "%s, with Xen hypervisor")" "$(gettext "Debian GNU/Linux")"` is the one substitution that Debian's files have. */
function substituted(inner: string): string {
  const words = [...inner.matchAll(/gettext "([^"]*)"/gu)].map((found) => found[1] ?? '');
  return words.length === 2 ? `"${(words[0] ?? '').replace('%s', words[1] ?? '')}"` : '""';
}
