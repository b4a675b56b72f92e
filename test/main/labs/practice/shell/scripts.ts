/** What every POSIX shell does with these scripts: run under dash, bash and busybox sh, and under the practice shell. Directory: empty, writable. */
export interface ShellCase {
  readonly name: string;
  readonly script: string;
  readonly input?: string;
  readonly stdout: string;
  readonly status?: number;
}

export const shellCases: readonly ShellCase[] = [
  {
    name: 'words and quotes',
    script: `x='a  b'; echo $x; echo "$x"; echo 'a$x' "q\\"q" a\\ b`,
    stdout: 'a b\na  b\na$x q"q a b\n',
  },
  {
    name: 'parameters',
    script: `set -- 1 '2 3' ''; echo $#; for i in "$@"; do echo "<$i>"; done; for i in $*; do echo "[$i]"; done`,
    stdout: '3\n<1>\n<2 3>\n<>\n[1]\n[2]\n[3]\n',
  },
  { name: '"$@" as a command', script: `run() { "$@"; }; run echo 'a  b' c; run false; echo $?`, stdout: 'a  b c\n1\n' },
  { name: '"$@" of nothing', script: `set --; for i in "$@"; do echo no; done; set -- "a$@b"; echo "$1"`, stdout: 'ab\n' },
  {
    name: 'defaults',
    script: `unset u; e=; echo "\${u-1}\${u:-2}\${e-3}\${e:-4}\${u+5}\${e+6}\${e:+7}"; : "\${u:=8}"; echo $u`,
    stdout: '1246\n8\n',
  },
  {
    name: 'prefixes and suffixes',
    script: 'p=/a/b.c.d; echo ${p##*/} ${p#*/} ${p%.*} ${p%%.*} ${#p}',
    stdout: 'b.c.d a/b.c.d /a/b.c /a/b 8\n',
  },
  { name: 'quoted pattern', script: `x='a*b*c'; echo "\${x#a\\*}" "\${x%"*c"}"`, stdout: 'b*c a*b\n' },
  {
    name: 'IFS',
    script: `IFS=:; x=a::b:; set -- $x; echo $#; IFS=' :'; x=' a : b  c '; set -- $x; echo $#; printf '<%s>' "$@"`,
    stdout: '3\n3\n<a><b><c>',
  },
  {
    name: 'arithmetic',
    script:
      'x=3; echo $((x*2+1)) $((7/2)) $((-7%3)) $((1<<4|1)) $(( (2+3)*4 )) $((x>2&&x<4)) $((010)) $((0x1f)) $((x?5:6)); echo $((x=9)) $x',
    stdout: '7 3 -1 17 20 1 8 31 5\n9 9\n',
  },
  {
    name: 'substitution',
    script: `x=$(printf 'a\\nb\\n\\n'); echo "$x" | wc -l | tr -d ' '; echo "$(echo "in $(echo deep)")" \`echo old\``,
    stdout: '2\nin deep old\n',
  },
  {
    name: 'here-documents',
    script: `v=1; cat <<E\n$v \\$v \`echo 2\` "q"\nE\ncat <<'E'\n$v \\$v\nE\ncat <<-E\n\t\ttabs\n\tE`,
    stdout: '1 $v 2 "q"\n$v \\$v\ntabs\n',
  },
  {
    name: 'functions and return',
    script: `f() { echo "f $1 $#"; return 3; echo no; }; f a b; echo $?; f; g() { x=in; }; x=out; g; echo $x`,
    stdout: 'f a 2\n3\nf  0\nin\n',
  },
  { name: 'recursion', script: `f() { [ "$1" -le 0 ] || { echo $1; f $(($1-1)); }; }; f 3`, stdout: '3\n2\n1\n' },
  {
    name: 'and or not',
    script: `true && echo a || echo b; false && echo c || echo d; ! false; echo $?; ! true; echo $?; if ! false; then echo e; fi`,
    stdout: 'a\nd\n0\n1\ne\n',
  },
  {
    name: 'loops',
    script: `i=0; while [ $i -lt 10 ]; do i=$((i+1)); [ $i = 2 ] && continue; [ $i = 5 ] && break; echo $i; done; until [ $i -le 3 ]; do i=$((i-1)); done; echo $i; for a in 1 2; do for b in 1 2; do [ $b = 2 ] && continue 2; echo $a$b; done; done`,
    stdout: '1\n3\n4\n3\n11\n21\n',
  },
  {
    name: 'case',
    script: `for w in abc a.c '' '*' -x; do case $w in a?c) echo one;; '') echo empty;; '*') echo star;; -*|+*) echo option;; *) echo other;; esac; done`,
    stdout: 'one\none\nempty\nstar\noption\n',
  },
  {
    name: 'case with classes',
    script: `for w in 7 x _ A; do case $w in [0-9]) echo digit;; [!a-zA-Z]*) echo sign;; [[:lower:]]) echo lower;; *) echo upper;; esac; done`,
    stdout: 'digit\nlower\nsign\nupper\n',
  },
  {
    name: 'subshell keeps to itself',
    script: `x=1; (x=2; cd /; exit 4); echo $? $x; [ "$PWD" != / ] && echo here`,
    stdout: '4 1\nhere\n',
  },
  {
    name: 'pipelines',
    script: `printf '3\\n1\\n2\\n' | sort | while read -r n; do echo "n$n"; done; false | true; echo $?; true | false; echo $?`,
    stdout: 'n1\nn2\nn3\n0\n1\n',
  },
  {
    name: 'redirections',
    script: `echo a > f; echo b >> f; cat < f; { echo out; echo err >&2; } > o 2> e; cat o e; echo both > b 2>&1; cat b; cat nofile 2>/dev/null; echo $?`,
    stdout: 'a\nb\nout\nerr\nboth\n1\n',
  },
  {
    name: 'descriptors',
    script: `exec 3> f; echo three >&3; exec 3>&-; cat f; { echo swap >&2; } 2>&1 >/dev/null; exec 4< f; read -r l <&4; echo "l=$l"; exec 4<&-`,
    stdout: 'three\nswap\nl=three\n',
  },
  {
    name: 'redirection of a loop',
    script: `printf 'a\\nb\\n' > f; while read -r l; do echo "<$l>"; done < f > g; cat g`,
    stdout: '<a>\n<b>\n',
  },
  {
    name: 'noclobber',
    script: `echo a > f; (set -C; echo b > f) 2>/dev/null || echo refused; cat f; (set -C; echo c > g) && cat g`,
    stdout: 'refused\na\nc\n',
  },
  {
    name: 'read',
    script: `printf 'a b  c d\\n' | { read -r x y; echo "$x|$y"; }; printf ' lead\\\\ing \\n' | { read -r x; echo "<$x>"; }; printf 'no end' | { read -r x; echo "$? $x"; }; printf 'a:b:c\\n' | { IFS=: read -r p q; echo "$p $q"; }`,
    stdout: 'a|b  c d\n<lead\\ing>\n1 no end\na b:c\n',
  },
  {
    name: 'read from standard input',
    script: `read -r a; read -r b; echo "$b $a"; cat`,
    input: '1\n2\nrest\n',
    stdout: '2 1\nrest\n',
  },
  {
    name: 'exit status',
    script: `(exit 7); echo $?; sh -c 'exit 3'; echo $?; nosuchcommand 2>/dev/null; echo $?; f() { return; }; false; f; echo $?; exit 5`,
    stdout: '7\n3\n127\n1\n',
    status: 5,
  },
  {
    name: 'not executable',
    script: `echo 'echo hi' > s; ./s 2>/dev/null; echo $?; chmod +x s; ./s; ./nofile 2>/dev/null; echo $?`,
    stdout: '126\nhi\n127\n',
  },
  {
    name: 'status of assignments',
    script: `false; r=$?; echo $r $?; x=$(exit 4); echo $?; x=1 y=$(exit 5); echo $?; x=$(exit 6) y=2; echo $?; e=; false; $e; echo $?; $(exit 7); echo $?; false; > f; echo $?`,
    stdout: '1 0\n4\n5\n6\n0\n7\n0\n',
  },
  {
    name: 'process groups and substitution',
    script: `x=$(echo a; (exit 3); echo $?); echo "$x"; x=$( (sleep 0; echo late) & echo now); echo "$x"; sh -c '(kill -9 $$; echo no >&2); echo no'; echo $?; (trap 'echo term; exit 9' TERM; kill -TERM $(sh -c 'echo $PPID')); echo $?`,
    stdout: 'a\n3\nnow\nlate\n137\nterm\n9\n',
  },
  {
    name: 'traps wait for the command in front',
    script: `x=0; trap 'x=1' TERM; y=$(kill -TERM $$; echo done); echo $y $x; sh -c 'trap "echo t; exit 3" TERM; (sleep 0; kill -TERM $$) & wait; echo no'; echo $?`,
    stdout: 'done 1\nt\n3\n',
  },
  {
    name: 'errexit',
    script: `sh -ec 'false || true; if false; then :; fi; echo a; false; echo b'; echo $?; sh -ec 'x=$(false); echo c'; echo $?`,
    stdout: 'a\n1\n1\n',
  },
  {
    name: 'nounset',
    script: `sh -uc 'echo "\${x-unset}"; echo $x; echo no' 2>/dev/null; [ $? -ne 0 ] && echo failed`,
    stdout: 'unset\nfailed\n',
  },
  { name: 'trap on exit', script: `trap 'echo bye $?' EXIT; echo hi; exit 3`, stdout: 'hi\nbye 3\n', status: 3 },
  {
    name: 'trap in a subshell',
    script: `trap 'echo outer' EXIT; (trap 'echo inner' EXIT; echo in); echo out`,
    stdout: 'in\ninner\nout\nouter\n',
  },
  {
    name: 'background and wait',
    script: `(exit 6) & p=$!; wait $p; echo $?; sleep 0 & wait; echo $?; (sleep 0; echo late) & wait $!; echo done`,
    stdout: '6\n0\nlate\ndone\n',
  },
  {
    name: 'kill and wait',
    script: `sleep 30 & p=$!; kill $p; wait $p 2>/dev/null; echo $?; kill -0 $p 2>/dev/null || echo gone`,
    stdout: '143\ngone\n',
  },
  {
    name: 'kill by name and number',
    script: `sleep 30 & p=$!; kill -KILL $p; wait $p 2>/dev/null; echo $?; sleep 30 & p=$!; kill -9 $p; wait $p 2>/dev/null; echo $?`,
    stdout: '137\n137\n',
  },
  {
    name: 'trapped signal',
    script: `trap 'echo got' TERM; kill -TERM $$; echo after; trap - TERM; trap '' HUP; kill -HUP $$; echo alive`,
    stdout: 'got\nafter\nalive\n',
  },
  { name: 'signal ends a shell', script: `sh -c 'kill -TERM $$; echo no'; echo $?`, stdout: '143\n' },
  {
    name: 'deadline by a watcher',
    script: `sleep 30 & p=$!; (sleep 0; kill $p) >/dev/null 2>&1 & w=$!; wait $p 2>/dev/null; echo $?; wait $w 2>/dev/null; echo end`,
    stdout: '143\nend\n',
  },
  {
    name: 'head of bytes',
    script: `printf 'abcdef' | head -c 3; echo; printf 'a\\nb\\nc\\n' | head -n 2; printf 'x%.0s' 1 2 3 | wc -c | tr -d ' '`,
    stdout: 'abc\na\nb\n3\n',
  },
  {
    name: 'an endless writer',
    script: `yes | head -n 2; yes 2>/dev/null | dd bs=1 count=3 2>/dev/null | od -An -tx1 | tr -d ' \\n'`,
    stdout: 'y\ny\n790a79',
  },
  {
    name: 'printf',
    script: `printf '%s-%d-%x-%o-%5s|%-5s|%05d|%c|%%\\n' a 12 255 8 r l 42 xyz; printf '%s\\n' a b; printf '\\101\\t|%b|\\n' 'x\\ty'; printf '%3d|%.2s|\\n' 7 abc`,
    stdout: 'a-12-ff-10-    r|l    |00042|x|%\na\nb\nA\t|x\ty|\n  7|ab|\n',
  },
  {
    name: 'test',
    script: `[ a = a ] && [ a != b ] && [ -n x ] && [ -z '' ] && [ 2 -gt 1 ] && echo 1; echo x > f; [ -f f ] && [ -s f ] && [ ! -d f ] && [ -e . ] && [ -d . ] && echo 2; test 1 -eq 1 -a 2 -ne 3 && echo 3; [ ! -e nofile ] && echo 4; [ '' ]; echo $?; [ ! ]; echo $?; [ -n ]; echo $?; [ = = = ] && echo 5`,
    stdout: '1\n2\n3\n4\n1\n0\n0\n5\n',
  },
  {
    name: 'files named by patterns',
    script: `: > b.c; : > a.c; : > .h; mkdir d; : > d/x; echo *.c; echo *; echo */x; echo no*; echo "*.c"; x='*.c'; echo $x; set -f; echo *.c`,
    stdout: 'a.c b.c\na.c b.c d\nd/x\nno*\n*.c\na.c b.c\n*.c\n',
  },
  {
    name: 'cd and pwd',
    script: `mkdir -p d/e; cd d/e; cd ..; basename "$PWD"; cd - > /dev/null; basename "$(pwd)"; cd nowhere 2>/dev/null || echo no`,
    stdout: 'd\ne\nno\n',
  },
  { name: 'umask', script: `umask 077; : > f; umask 022; : > g; ls -l f g | cut -c1-10`, stdout: '-rw-------\n-rw-r--r--\n' },
  {
    name: 'environment',
    script: `x=1; export x; sh -c 'echo $x'; y=2 sh -c 'echo $y'; echo "\${y-none}"; unset x; sh -c 'echo "\${x-none}"'`,
    stdout: '1\n2\nnone\nnone\n',
  },
  {
    name: 'script files',
    script: `printf 'echo "$0 $1 $#"; exit 9\\n' > s; sh s a b; echo $?; printf '#!/bin/sh\\necho run "$@"\\n' > t; chmod 755 t; ./t 1 '2 3'; . ./t`,
    stdout: 's a 2\n9\nrun 1 2 3\nrun\n',
  },
  {
    name: 'eval and shift',
    script: `eval 'a=1; echo $a'; set -- a b c; shift; echo "$1 $#"; shift 2; echo $#; eval "exit 2"`,
    stdout: '1\nb 2\n0\n',
    status: 2,
  },
  {
    name: 'getopts',
    script: `set -- -a -b val -c rest; while getopts ab:c o; do echo "$o \${OPTARG-}"; done; shift $((OPTIND-1)); echo "$1"`,
    stdout: 'a \nb val\nc \nrest\n',
  },
  {
    name: 'command',
    script: `command -v cd; command -v sh > /dev/null && echo found; command -v nosuch || echo missing; f() { echo f; }; command -v f; command echo plain`,
    stdout: 'cd\nfound\nmissing\nf\nplain\n',
  },
  {
    name: 'local assignment before a command',
    script: `f() { echo "v=$v"; }; v=1 f; echo "\${v-unset}" | sed 's/1/unset/'`,
    stdout: 'v=1\nunset\n',
  },
  {
    name: 'sed, awk, cut, tr',
    script: `printf 'a b\\nc d\\n' | sed -e 's/a/x/' -e '2d'; printf 'a b\\nc d\\n' | awk '{ print $2, NR }'; echo a:b:c | cut -d: -f2-; echo abc | tr a-c A-C; printf 'b\\na\\nb\\n' | sort -u; seq 3 | paste -s -d+ -`,
    stdout: 'x b\nb 1\nd 2\nb:c\nABC\na\nb\n1+2+3\n',
  },
  {
    name: 'moving and removing',
    script: `mkdir -p a/b; echo x > a/b/f; cp -r a c; cat c/b/f; mv c/b/f g; ls c/b; rm -rf a c; ls; ln -s g l; cat l; readlink l; rm l; cat g`,
    stdout: 'x\ng\nx\ng\nx\n',
  },
  {
    name: 'dd and cmp',
    script: `dd if=/dev/zero of=z bs=1k count=4 2>/dev/null; wc -c < z | tr -d ' '; printf abc | dd of=z bs=1 seek=2 conv=notrunc 2>/dev/null; dd if=z bs=1 skip=2 count=3 2>/dev/null; echo; cp z y; cmp z y && echo same; printf X >> y; cmp -s z y; echo $?`,
    stdout: '4096\nabc\nsame\n1\n',
  },
  {
    name: 'sums',
    script: `printf abc > f; md5sum f; sha1sum < f; sha256sum f | cut -c1-8`,
    stdout: '900150983cd24fb0d6963f7d28e17f72  f\na9993e364706816aba3e25717850c26c9cd0d89d  -\nba7816bf\n',
  },
  {
    name: 'bytes survive',
    script: `printf '\\377\\000\\001\\300' > f; od -An -tx1 f | tr -d ' \\n'; cat f | od -An -tx1 | tr -d ' \\n'; x=$(printf 'a\\346b'); printf %s "$x" | od -An -tx1 | tr -d ' \\n'; printf 'é\\n'`,
    stdout: 'ff0001c0ff0001c061e662é\n',
  },
  {
    name: 'xargs and find',
    script: `mkdir d; : > d/1; : > d/2; find d -type f | sort | xargs echo; echo a b c | xargs -n 1 echo; find d -name 1 -exec echo found {} \\;`,
    stdout: 'd/1 d/2\na\nb\nc\nfound d/1\n',
  },
  {
    name: 'exec replaces',
    script: `sh -c 'exec echo replaced; echo no'; (exec false); echo $?; exec sh -c 'exit 4'; echo no`,
    stdout: 'replaced\n1\n',
    status: 4,
  },
  {
    name: 'nohup goes on',
    script: `printf 'sleep 0; echo late > out\\n' > s; nohup sh s > log 2>&1 < /dev/null & p=$!; wait $p; cat out`,
    stdout: 'late\n',
  },
  {
    name: 'a function in a pipe',
    script: `f() { while read -r l; do echo "[$l]"; done; }; printf 'a\\nb\\n' | f | cat; echo x | { read -r y; echo $y; }`,
    stdout: '[a]\n[b]\nx\n',
  },
  { name: 'comments and continued lines', script: `echo a # b\n# c\necho b \\\n  c; echo 'x # y'`, stdout: 'a\nb c\nx # y\n' },
  {
    name: 'nested quoting',
    script: `x="a'b"; eval "set -- 'q\\"r' \\"\\$x\\""; printf '%s|' "$@"; sh -c 'printf "%s|" "$@"' name 'it'"'"'s' "a b"`,
    stdout: "q\"r|a'b|it's|a b|",
  },
];
