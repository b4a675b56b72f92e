import type { Machine } from '../../machine.ts';

/** A section of multipath.conf: its keywords, and the sections within it in their order. */
export interface ConfigSection {
  readonly name: string;
  readonly values: readonly (readonly [string, string])[];
  readonly sections: readonly ConfigSection[];
}

export interface MultipathConfiguration {
  readonly root: ConfigSection;
  /** What multipath says against the file. */
  readonly complaints: readonly string[];
}

const known = new Set([
  'defaults',
  'blacklist',
  'blacklist_exceptions',
  'devices',
  'overrides',
  'multipaths',
  'device',
  'multipath',
  'protocol',
]);

/** Reads multipath.conf by its own rules: one keyword a line, braces on lines of their own. */
export function parseConfiguration(text: string, path = '/etc/multipath.conf'): MultipathConfiguration {
  const complaints: string[] = [];
  interface Open {
    readonly name: string;
    readonly values: (readonly [string, string])[];
    readonly sections: ConfigSection[];
  }
  const root: Open = { name: '', values: [], sections: [] };
  const stack: Open[] = [root];
  for (const [index, raw] of text.split('\n').entries()) {
    const where = `on line ${String(index + 1)} of ${path}`;
    const line = stripped(raw);
    if (line === '') continue;
    const words = wordsOf(line);
    const here = stack.at(-1) ?? root;
    if (words[0] === '}') {
      if (words.length > 1) complaints.push(`ignoring extra data starting with '${words[1] ?? ''}' ${where}`);
      if (stack.length > 1) {
        stack.pop();
        stack.at(-1)?.sections.push(here);
      } else complaints.push(`unmatched '}' ${where}`);
      continue;
    }
    const brace = words.indexOf('{');
    if (brace >= 0) {
      const name = words[0] ?? '';
      if (!known.has(name)) complaints.push(`invalid keyword '${name}' ${where}`);
      stack.push({ name, values: [], sections: [] });
      if (words.length > brace + 1) complaints.push(`ignoring extra data starting with '${words[brace + 1] ?? ''}' ${where}`);
      continue;
    }
    const [keyword = '', value] = words;
    if (stack.length === 1) complaints.push(`invalid keyword '${keyword}' ${where}`);
    else if (value === undefined) complaints.push(`missing value for option '${keyword}' ${where}`);
    else {
      here.values.push([keyword, value]);
      if (words.length > 2) complaints.push(`ignoring extra data starting with '${words[2] ?? ''}' ${where}`);
    }
  }
  while (stack.length > 1) {
    const here = stack.pop();
    if (here !== undefined) stack.at(-1)?.sections.push(here);
    complaints.push(`missing '}' at end of ${path}`);
  }
  return { root, complaints };
}

function stripped(line: string): string {
  let quoted = false;
  for (const [index, letter] of Array.from(line).entries()) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && (letter === '#' || letter === '!')) return line.slice(0, index).trim();
  }
  return line.trim();
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"?|[{}]|[^\s{}"]+/gu)].map((found) => found[1] ?? found[0]);
}

/** The machine's configuration; conf.d comes after the file. */
export function configurationOf(machine: Machine): MultipathConfiguration {
  const { files } = machine;
  const folder = '/etc/multipath/conf.d';
  const paths = [
    '/etc/multipath.conf',
    ...(files.isDirectory(folder) ? [...files.list(folder)].sort().filter((name) => name.endsWith('.conf')).map((name) => `${folder}/${name}`) : []),
  ]; // prettier-ignore
  const parts = paths.filter((path) => files.isFile(path)).map((path) => parseConfiguration(files.readText(path), path));
  return {
    root: { name: '', values: [], sections: parts.flatMap(({ root }) => root.sections) },
    complaints: parts.flatMap(({ complaints }) => complaints),
  };
}

/** Sections of that name directly below, in their order. */
export function sectionsOf(section: ConfigSection, name: string): readonly ConfigSection[] {
  return section.sections.filter((one) => one.name === name);
}

/** The last value of a keyword. */
export function valueOf(sections: readonly ConfigSection[], keyword: string): string | undefined {
  return sections.flatMap(({ values }) => values).findLast(([name]) => name === keyword)?.[1];
}

export function valuesOf(sections: readonly ConfigSection[], keyword: string): readonly string[] {
  return sections.flatMap(({ values }) => values).flatMap(([name, value]) => (name === keyword ? [value] : []));
}
