import { fetchUrl, type Answer } from '../../world/software/network/http.ts';
import type { Program } from '../program.ts';
import { saveDownloaded } from './downloaded.ts';
import { refuse } from './output.ts';

function headers(answer: Answer & { readonly ok: true }): string {
  const reason = { 200: 'OK', 403: 'Forbidden', 404: 'Not Found' }[answer.status] ?? '';
  return `HTTP/1.1 ${String(answer.status)} ${reason}\r\nDate: ${new Date(answer.modified).toUTCString()}\r\nServer: Apache/2.2.3 (Red Hat)\r\nLast-Modified: ${new Date(answer.modified).toUTCString()}\r\nAccept-Ranges: bytes\r\nContent-Length: ${String(answer.bytes.length)}\r\nConnection: close\r\nContent-Type: ${answer.type}\r\n\r\n`;
}

/** curl 7.15.5: -I, -i, -s, -S, -f, -o, -O, -L, -m, --connect-timeout, -w '%{http_code}'. */
export const curl: Program = async (call) => {
  const valued = new Set([
    '-o',
    '-m',
    '--connect-timeout',
    '--max-time',
    '-w',
    '--write-out',
    '-u',
    '-H',
    '-A',
    '-x',
    '-X',
    '--retry',
  ]);
  const urls: string[] = [];
  const set = new Set<string>();
  const values = new Map<string, string>();
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (valued.has(word)) values.set(word, call.args[(index += 1)] ?? '');
    else if (word.startsWith('--'))
      set.add(
        {
          '--head': 'I',
          '--silent': 's',
          '--fail': 'f',
          '--location': 'L',
          '--include': 'i',
          '--show-error': 'S',
          '--remote-name': 'O',
        }[word] ?? word,
      );
    else if (word.startsWith('-') && word.length > 1) {
      for (const [at, letter] of word.slice(1).split('').entries()) {
        set.add(letter);
        if (valued.has(`-${letter}`)) {
          values.set(`-${letter}`, word.slice(at + 2) === '' ? (call.args[(index += 1)] ?? '') : word.slice(at + 2));
          break;
        }
      }
    } else urls.push(word);
  }
  if (urls.length === 0) return refuse(call, 2, "curl: try 'curl --help' or 'curl --manual' for more information");
  let status = 0;
  for (const url of urls) {
    await call.sleep(40);
    const full = url.includes('://') ? url : `http://${url}`;
    let answer = fetchUrl(call.world, { kind: 'machine', machine: call.machine }, full);
    if (!answer.ok && answer.failure === 'timeout') {
      const limit = Number(values.get('-m') ?? values.get('--max-time') ?? values.get('--connect-timeout') ?? '189');
      await call.sleep(limit * 1_000);
      answer = { ...answer, why: limit === 189 ? "couldn't connect to host" : 'connect() timed out!' };
    }
    if (!answer.ok) {
      const host = /:\/\/([^/:]+)/u.exec(full)?.[1] ?? full;
      const [code, message] = failures(answer.failure, host, answer.why);
      if (!set.has('s') || set.has('S')) call.writeError(`curl: (${String(code)}) ${message}\n`);
      if (values.has('-w') || values.has('--write-out'))
        call.write(writeOut(values.get('-w') ?? values.get('--write-out') ?? '', 0, 0));
      status = code;
      continue;
    }
    if (set.has('f') && answer.status >= 400) {
      if (!set.has('s') || set.has('S'))
        call.writeError(`curl: (22) The requested URL returned error: ${String(answer.status)}\n`);
      status = 22;
      continue;
    }
    const target = values.get('-o') ?? (set.has('O') ? full.slice(full.lastIndexOf('/') + 1) : null);
    if (set.has('I')) call.write(headers(answer));
    else {
      if (set.has('i')) call.write(headers(answer));
      if (target === null) call.writeBytes(answer.bytes);
      else if (target !== '/dev/null') status = saveDownloaded(call, target, answer.bytes) ? status : 23;
    }
    const format = values.get('-w') ?? values.get('--write-out');
    if (format !== undefined) call.write(writeOut(format, answer.status, answer.bytes.length));
  }
  return status;
};

function writeOut(format: string, status: number, size: number): string {
  return format
    .replaceAll('%{http_code}', String(status).padStart(3, '0'))
    .replaceAll('%{size_download}', String(size))
    .replaceAll('\\n', '\n');
}

function failures(failure: string, host: string, why: string): readonly [number, string] {
  switch (failure) {
    case 'bad-url':
      return [1, `Protocol ${host.split(':')[0] ?? ''} not supported or disabled in libcurl`];
    case 'no-host':
      return [6, `Couldn't resolve host '${host}'`];
    case 'timeout':
      return why.includes('timed out') ? [28, why] : [7, "couldn't connect to host"];
    default:
      return [7, "couldn't connect to host"];
  }
}
