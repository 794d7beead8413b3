import { type Argument, type Command, readFlags } from '../../src/rule.js';

/** A tar that unpacks an archive. */
export interface Unpacking {
  readonly command: Command;
  /** `undefined`: what comes on standard input. */
  readonly archive: Argument | undefined;
  /** Where to, if it is said. */
  readonly folder: Argument | undefined;
  /** The whole archive as it is: nothing is picked, left out, renamed or stripped. */
  readonly whole: boolean;
}

/** The programs, for `subject.commands(...)`. */
export const TARS = ['tar', 'bsdtar', 'gtar'] as const;

/** Letters and words that take a value. */
const VALUES =
  '-f -C -b -X -T -K -N -V -L -H -F -g -I --file --directory --exclude --exclude-from --files-from --strip-components --strip --transform --xform --owner --group --mode --use-compress-program --wildcards-match-slash --format --starting-file --occurrence --to-command'.split(
    ' ',
  );
const ALIASES = { '-f': '--file', '-C': '--directory', '-x': '--extract', '--get': '--extract' };
/** What changes nothing of what is unpacked. */
const HARMLESS =
  /^(?:-[zjJvapZ]|--(?:extract|file|directory|gzip|gunzip|bzip2|xz|zstd|lzma|compress|uncompress|verbose|auto-compress|preserve-permissions|same-permissions|same-owner|totals|no-acls|warning|touch|no-xattrs))$/;

/** Reads a tar command; `undefined` if it unpacks nothing, or nobody can tell. */
export function unpacking(command: Command): Unpacking | undefined {
  if (!(TARS as readonly string[]).includes(command.name ?? '')) return undefined;
  const [first] = command.args;
  const letters = /^[A-Za-z]+$/.test(first?.value ?? '') ? (first?.value as string) : '';
  let rest = letters === '' ? command.args : command.args.slice(1);
  let [archive, folder]: (Argument | undefined)[] = [];
  for (const letter of letters) {
    if (!VALUES.includes(`-${letter}`)) continue;
    if (letter === 'f') [archive] = rest;
    if (letter === 'C') [folder] = rest;
    rest = rest.slice(1);
  }
  const given = readFlags(command, { values: VALUES, aliases: ALIASES }, rest);
  const names = [
    ...[...letters].map(letter => ALIASES[`-${letter}` as '-x'] ?? `-${letter}`),
    ...given.flags.map(({ name }) => name),
  ];
  if (!names.includes('--extract') || names.some(name => name === '--list' || name === '-t' || name === '-c'))
    return undefined;
  archive ??= valueOf('--file');
  folder ??= valueOf('--directory');
  return {
    command,
    archive: archive?.value === '-' ? undefined : archive,
    folder,
    whole: given.operands.length === 0 && names.every(name => HARMLESS.test(name)),
  };

  /** The word that holds a flag's value; for `--file=x` the whole word, which no path equals. */
  function valueOf(name: string): Argument | undefined {
    const flag = given.flag(name);
    if (flag === undefined) return undefined;
    const next = rest[rest.indexOf(flag.argument) + 1];
    if (next !== undefined && flag.span.end === next.span.end) return next;
    const text = flag.value ?? flag.argument.text;
    return { ...flag.argument, text, value: flag.value };
  }
}
