import { fetchUrl } from '../../world/software/network/http.ts';
import type { Program } from '../program.ts';
import { saveDownloaded } from './downloaded.ts';
import { refuse } from './output.ts';

/** wget 1.10.2: -q, -O FILE, -P FOLDER, --spider, -T, -t. Its report goes to standard error. */
export const wget: Program = async (call) => {
  const valued = new Set(['-O', '-P', '-T', '-t', '-o']);
  const values = new Map<string, string>();
  const urls: string[] = [];
  const flags = new Set<string>();
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (valued.has(word)) values.set(word, call.args[(index += 1)] ?? '');
    else if (/^-[qnv]*O-$/u.test(word)) {
      values.set('-O', '-');
      if (word.includes('q')) flags.add('-q');
    } else if (/^-q[OP]$/u.test(word)) {
      flags.add('-q');
      values.set(`-${word.charAt(2)}`, call.args[(index += 1)] ?? '');
    } else if (word.startsWith('-')) flags.add(word);
    else urls.push(word);
  }
  if (urls.length === 0)
    return refuse(call, 1, 'wget: missing URL', 'Usage: wget [OPTION]... [URL]...', '', "Try `wget --help' for more options.");
  const quiet = flags.has('-q');
  let status = 0;
  for (const url of urls) {
    const full = url.includes('://') ? url : `http://${url}`;
    const host = /:\/\/([^/:]+)/u.exec(full)?.[1] ?? '';
    const say = (text: string): void => {
      if (!quiet) call.writeError(text);
    };
    say(`--${new Date(call.machine.now()).toISOString().slice(11, 19)}--  ${full}\n`);
    await call.sleep(60);
    const answer = fetchUrl(call.world, { kind: 'machine', machine: call.machine }, full);
    if (!answer.ok) {
      if (answer.failure === 'no-host') say(`Resolving ${host}... failed: Name or service not known.\n`);
      else say(`Connecting to ${host}:80... failed: ${answer.why}.\n`);
      if (answer.failure === 'timeout') await call.sleep(189_000);
      status = 1;
      continue;
    }
    say(
      `Connecting to ${host}:80... connected.\nHTTP request sent, awaiting response... ${String(answer.status)} ${answer.status === 200 ? 'OK' : answer.status === 404 ? 'Not Found' : 'Forbidden'}\n`,
    );
    if (answer.status !== 200) {
      say(
        `${new Date(answer.modified).toISOString().slice(11, 19)} ERROR ${String(answer.status)}: ${answer.status === 404 ? 'Not Found' : 'Forbidden'}.\n\n`,
      );
      status = 1;
      continue;
    }
    say(`Length: ${String(answer.bytes.length)} [${answer.type}]\n`);
    if (flags.has('--spider')) {
      say('200 OK\n\n');
      continue;
    }
    const output = values.get('-O');
    if (output === '-') call.writeBytes(answer.bytes);
    else {
      const last =
        full
          .slice(full.indexOf('/', 8) + 1)
          .split('/')
          .at(-1) ?? '';
      const name = output ?? `${values.has('-P') ? `${values.get('-P') ?? ''}/` : ''}${last === '' ? 'index.html' : last}`;
      say(
        `Saving to: \`${name}'\n\n100%[=======================================>] ${String(answer.bytes.length)}         --.--K/s   in 0s\n\n'${name}' saved [${String(answer.bytes.length)}/${String(answer.bytes.length)}]\n\n`,
      );
      if (!saveDownloaded(call, name, answer.bytes)) status = 1;
    }
  }
  return status;
};
