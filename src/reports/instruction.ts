/** Words in front of a command that only say that a shell runs it; build arguments may stand before them. */
const SHELL = /^(?:RUN )?(?:\|\d{1,4} .{0,4000}?)?\/bin\/(?:ba|da|a|z)?sh ((?:-[A-Za-z]{1,8} |pipefail ){1,8})/;
/** What the classic builder and buildah put in front of what runs nothing. */
const NOTHING_RUN = /^[^"#]{1,200}#\(nop\) +(?=[A-Z]{3,11} )/;
const HASH = /\b(dir|file|multi):([0-9a-f]{12})[0-9a-f]{20,128}/g;

/** A history entry as people know it from their Dockerfile, on one line: `RUN make`, not `/bin/sh -c make # buildkit`. */
export function instructionOf(createdBy: string, more: string): string {
  const line = createdBy
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ # buildkit$/, '');
  const plain = line.replace(NOTHING_RUN, '');
  if (plain !== line) return plain.replace(HASH, `$1:$2${more}`);
  const shell = SHELL.exec(line);
  return shell?.[1]?.endsWith('c ') ? `RUN ${line.slice(shell[0].length)}` : line;
}
