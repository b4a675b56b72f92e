import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { insertLines, joinLines, replaceLine, splitLines, utf8Text } from './lines.ts';

const settingParameters = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'a name as the shell has them'),
  value: z.union([z.number().int(), z.string().regex(/^[^"'\\`$\0\r\n]*$/u, 'text without quotes, dollar and backslash')]),
});

/** `NAME=value` in a file that the shell reads, such as /etc/sysconfig/kernel and ifcfg-eth0. A value is quoted as it was before. */
export const shellSetting: Edit<z.infer<typeof settingParameters>> = {
  name: 'shell-setting',
  title: 'Set a value in a file of settings',
  parameters: settingParameters,
  mayCreate: true,
  apply: (text, given) => {
    const lines = splitLines(text);
    const value = utf8Text(String(given.value));
    const own = lines.flatMap(({ text: line }, index) => (line.startsWith(`${given.name}=`) ? [index] : []));
    if (own.length > 1) return failure('set-twice', `\`${given.name}\` is set ${own.length} times.`, 'Leave one of them.');
    const [index] = own;
    if (index === undefined) return success(joinLines(insertLines(lines, lines.length, [`${given.name}=${quoted(value, '')}`])));
    const line = lines[index]?.text ?? '';
    const match = /^([A-Za-z0-9_]+=)("[^"\\$`]*"|'[^']*'|[^\s"'\\$`#;]*)(\s*(?:#.*)?)$/u.exec(line);
    if (match === null)
      return failure(
        'not-understood',
        `Line ${index + 1} sets \`${given.name}\` in a way that Xenpath does not change.`,
        'Edit it by hand.',
      );
    const [, head = '', old = '', rest = ''] = match;
    const quote = /^["']/u.exec(old)?.[0] ?? '';
    const bare = quote === '' ? old : old.slice(1, -1);
    return success(bare === value ? text : joinLines(replaceLine(lines, index, head + quoted(value, quote) + rest)));
  },
};

function quoted(value: string, quote: string): string {
  if (quote !== '') return quote + value + quote;
  return /^[A-Za-z0-9_@%+=:,./-]*$/u.test(value) ? value : `"${value}"`;
}

const iniParameters = z.strictObject({
  section: z.string().regex(/^[^[\]\r\n]+$/u, 'the name of a section'),
  name: z.string().regex(/^[^=\s[#;][^=\r\n]*$/u, 'a name'),
  value: z.union([z.number(), z.boolean(), z.string().regex(/^[^\0\r\n]*$/u, 'one line')]),
});

/** `name=value` in a `[section]`, added at the section's end, or with its section at the file's. */
export const iniSetting: Edit<z.infer<typeof iniParameters>> = {
  name: 'ini-setting',
  title: 'Set a value in a section of a file of settings',
  parameters: iniParameters,
  mayCreate: true,
  apply: (text, given) => {
    const lines = splitLines(text);
    const value = utf8Text(String(given.value)).trim();
    const head = lines.findIndex((line) => line.text.trim() === `[${given.section}]`);
    if (head < 0) return success(joinLines(insertLines(lines, lines.length, [`[${given.section}]`, `${given.name}=${value}`])));
    let last = head;
    for (let index = head + 1; index < lines.length; index += 1) {
      const line = lines[index]?.text ?? '';
      if (/^\s*\[/u.test(line)) break;
      if (/^\s*([#;]|$)/u.test(line)) continue;
      last = index;
      const match = /^(\s*([^=]*?)\s*=\s*)(.*?)(\s*)$/u.exec(line);
      if (match === null || match[2] !== given.name) continue;
      return success(
        match[3] === value ? text : joinLines(replaceLine(lines, index, (match[1] ?? '') + value + (match[4] ?? ''))),
      );
    }
    return success(joinLines(insertLines(lines, last + 1, [`${given.name}=${value}`])));
  },
};

const sxpParameters = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/u, 'a name of xend-config.sxp'),
  value: z.string().regex(/^[^()'"\\\r\n]+$/u, 'text without parentheses and quotes'),
});

/** `(name value)` in /etc/xen/xend-config.sxp; a value with blanks is put in single quotes, as in `(network-script 'network-bridge netdev=eth0')`. */
export const xendSetting: Edit<z.infer<typeof sxpParameters>> = {
  name: 'xend-setting',
  title: "Set a value of xend's configuration",
  parameters: sxpParameters,
  mayCreate: false,
  apply: (text, given) => {
    const lines = splitLines(text);
    const value = /\s/u.test(given.value) ? `'${utf8Text(given.value)}'` : utf8Text(given.value);
    const own = lines.flatMap(({ text: line }, index) =>
      new RegExp(`^\\s*\\(\\s*${given.name}[\\s)]`, 'u').test(line) ? [index] : [],
    );
    if (own.length > 1) return failure('set-twice', `\`${given.name}\` is set ${own.length} times.`, 'Leave one of them.');
    const [index] = own;
    if (index === undefined) return success(joinLines(insertLines(lines, lines.length, [`(${given.name} ${value})`])));
    const match = /^(\s*\(\s*[a-z0-9-]+\s+)('[^']*'|[^\s()']+)(\s*\)\s*)$/u.exec(lines[index]?.text ?? '');
    if (match === null)
      return failure(
        'not-understood',
        `Line ${index + 1} sets \`${given.name}\` in a way that Xenpath does not change.`,
        'Edit it by hand.',
      );
    return success(match[2] === value ? text : joinLines(replaceLine(lines, index, (match[1] ?? '') + value + (match[3] ?? ''))));
  },
};
