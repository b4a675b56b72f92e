import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { absolutePath, wordList } from './parameters.ts';
import { mustMatch, onlyLine } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import { quotePosix } from './quote.ts';

const file = z.strictObject({
  path: derivedText,
  exists: flag,
  /** `regular file`, `directory`, `block special file`, ... */
  kind: text.nullable(),
  bytes: integer.nullable(),
  /** What it takes on its disk. */
  allocatedBytes: integer.nullable(),
  /** False for a file with holes: a sparse image has blocks only where something was written. */
  fullyAllocated: flag.nullable(),
  mode: text.nullable(),
  owner: text.nullable(),
  group: text.nullable(),
});

const paths = z
  .string()
  .min(1)
  .refine(
    (value) => wordList(value).length > 0 && wordList(value).every((path) => absolutePath.safeParse(path).success),
    'absolute paths with blanks between them',
  );

/** `stat` of files that are named by absolute paths with blanks between them. Links are followed. */
export const filesystemsFiles = defineProbe({
  name: 'filesystems.files',
  title: 'Files: size and blocks that are allocated',
  source: 'coreutils stat(1), option -c',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ paths }),
  facts: z.strictObject({ files: z.array(file) }),
  empty: { files: [] },
  command: (parameters) =>
    sectioned(
      wordList(parameters.paths).map((path, index) => ({
        name: `file ${index}`,
        run: `/usr/bin/stat -L -c "%s %b %B %a %U %G %F" ${quotePosix(path)}`,
      })),
    ),
  read: (reading, parameters) => {
    const asked = wordList(parameters.paths);
    const section = expectSections(
      reading,
      asked.map((_path, index) => `file ${index}`),
    );
    const files = asked.map((path, index) => {
      const { exit, lines, whole } = section(`file ${index}`);
      const none = leaf(null, whole);
      if (exit.value !== 0) {
        return {
          path: leaf(path, whole),
          exists: leaf(false, whole),
          kind: none,
          bytes: none,
          allocatedBytes: none,
          fullyAllocated: none,
          mode: none,
          owner: none,
          group: none,
        };
      }
      const line = onlyLine(lines, 'The description of a file');
      const row = mustMatch(
        line,
        /^([0-9]+) ([0-9]+) ([0-9]+) ([0-7]+) (\S+) (\S+) ([a-z][a-z ]*)$/du,
        'Size, blocks, mode, owner and kind',
      );
      const blocks = row.integer(2);
      const at = { ...blocks.at, end: row.at(3).end };
      const allocated = blocks.value * row.integer(3).value;
      return {
        path: leaf(path, whole),
        exists: leaf(true, whole),
        kind: row.text(7),
        bytes: row.integer(1),
        allocatedBytes: leaf(allocated, at),
        fullyAllocated: leaf(allocated >= row.integer(1).value, at),
        mode: row.text(4),
        owner: row.text(5),
        group: row.text(6),
      };
    });
    return { files };
  },
});
