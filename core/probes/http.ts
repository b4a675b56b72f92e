import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { wordList } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { cutShort, lineText, matchLine, mustMatch } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Section, SectionCommand } from './sections.ts';

/** What an installer of a paravirtualized guest fetches first from a tree (python-virtinst 0.103). */
const files = ['.treeinfo', 'images/xen/vmlinuz', 'images/xen/initrd.img'];

const answer = z.strictObject({
  path: text,
  /** curl's exit status: 0 when a server answered, whatever it said; 6 no such host, 7 refused, 28 too late. */
  exit: integer,
  /** The first line of the answer. */
  statusLine: text,
  /** HTTP status; 0 when there was no answer. */
  status: integer,
  /** The file is there: status 200. */
  found: flag,
  headers: z.array(z.strictObject({ name: text, value: text })),
  /** What curl complained about. */
  complaints: z.array(text),
});

const urlOfTree = z
  .string()
  .max(1024)
  .regex(/^https?:\/\/[A-Za-z0-9][A-Za-z0-9.:-]*(\/[A-Za-z0-9._~%/+-]*)?$/u, 'a URL that begins with http://');

/** One question for the head of each file. */
function heads(url: string, names: readonly string[]): readonly SectionCommand[] {
  return names.map((name) => ({
    name,
    run: `/usr/bin/curl -s -S -I --connect-timeout 10 --max-time 15 ${quotePosix(`${url.replace(/\/+$/u, '')}/${name}`)} 2>&1`,
  }));
}

export const httpTree = defineProbe({
  name: 'http.tree',
  title: 'Whether an installation tree is served at its URL',
  source: 'curl(1) 7.15 with -s -S -I; RFC 2616 section 6',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({
    url: urlOfTree,
  }),
  facts: z.strictObject({
    present: flag,
    /** Every file that an installer needs was found. */
    complete: flag,
    files: z.array(answer),
  }),
  empty: { present: false, complete: false, files: [] },
  command: ({ url }) => sectioned(heads(url, files)),
  deadline: 60_000,
  read: (reading) => {
    const section = expectSections(reading, files);
    const answers = files.map((file) => answerOf(section(file)));
    const absent = files.every((file) => [126, 127].includes(section(file).exit.value));
    const { at } = section(files[0] ?? '').exit;
    const complete = answers.every((one) => one.found.value);
    return { present: leaf(!absent, at), complete: leaf(complete, reading.whole), files: answers };
  },
});

/** Answers of a server to the head of each of several files below one URL. */
export const httpFiles = defineProbe({
  name: 'http.files',
  title: 'Whether files are served below a URL',
  source: 'curl(1) 7.88 with -s -S -I; RFC 9110 section 15',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({
    url: urlOfTree,
    files: z
      .string()
      .refine(
        (value) =>
          wordList(value).length > 0 && wordList(value).every((one) => /^[A-Za-z0-9._][A-Za-z0-9._/-]{0,200}$/u.test(one)),
        'names of files below the URL, with blanks between them',
      ),
  }),
  facts: z.strictObject({
    present: flag,
    /** Every file was found. */
    complete: flag,
    files: z.array(answer),
  }),
  empty: { present: false, complete: false, files: [] },
  command: (parameters) => sectioned(heads(parameters.url, wordList(parameters.files))),
  deadline: 120_000,
  read: (reading, parameters) => {
    const asked = wordList(parameters.files);
    const section = expectSections(reading, asked);
    const answers = asked.map((file) => answerOf(section(file)));
    const absent = asked.every((file) => [126, 127].includes(section(file).exit.value));
    const { at } = section(asked[0] ?? '').exit;
    const complete = answers.every((one) => one.found.value);
    return { present: leaf(!absent, at), complete: leaf(complete, reading.whole), files: answers };
  },
});

function answerOf(section: Section): Cited<z.infer<typeof answer>> {
  const { exit, whole, lines } = section;
  // The opening mark is `=== NAME`.
  const start = whole.start + '=== '.length;
  const path = leaf(section.name, { stream: 'stdout', start, end: start + section.name.length });
  const [first, ...rest] = lines;
  if (exit.value !== 0 || first === undefined) {
    if (exit.value === 0) cutShort('an answer has no status line');
    return {
      path,
      exit,
      statusLine: leaf('', exit.at),
      status: leaf(0, exit.at),
      found: leaf(false, exit.at),
      headers: [],
      complaints: lines.filter((line) => line.text !== '').map(lineText),
    };
  }
  const status = mustMatch(first, /^HTTP\/[0-9.]+ ([0-9]{3})(?: .*)?$/du, 'A status line').integer(1);
  const headers = rest
    .filter((line) => line.text !== '')
    .map((line) => matchLine(line, /^([A-Za-z0-9-]+):\s*(.*\S)?\s*$/du) ?? mustMatch(line, /^(\s+)(\S.*)$/du, 'A header'))
    .map((match) => ({ name: match.text(1), value: match.text(2) }));
  return {
    path,
    exit,
    statusLine: lineText(first),
    status,
    found: leaf(status.value === 200, status.at),
    headers,
    complaints: [],
  };
}
