/** Text as a host that means harm could answer: markup, escape sequences of a terminal, marks that turn the order of reading round, what cannot be seen. */
export const HOSTILE = [
  '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>',
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u001b]8;;https://elsewhere.example/\u0007link\u001b]8;;\u0007',
  '\u202egnp.exe\u202c \u2067right to left\u2069 \u200f\u200b',
  '{{ 1 + 1 }} ${1} %s javascript:alert(1)',
].join(' ');

/** A name of a file that reads as another. */
export const HOSTILE_NAME = 'holiday-\u202egpj.sh';

/** A line of a mebibyte. */
export const LONG_LINE = `${'0123456789abcdef'.repeat(65_536)}end`;

/** Characters that would act on whoever reads them; the window shows each as an escape. The same table as Unicode's Cc and Cf, line feeds and tabs but for. */
export const ACTIVE = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u;
