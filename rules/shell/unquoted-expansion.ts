import { type Argument, type Command, defineRule, hit, PLATFORM_ARGUMENTS, type State } from '../../src/rule.js';
import { unquotedExpansion } from '../_share/expansions.js';

/** Names that say that several words are meant. */
const LIST = /(?:S|_?LIST|ARGV?|OPT|EXTRA|PARAM)$|^(?:@|\*)$/i;
/** Names of what never holds a blank. */
const PLAIN =
  /(?:VERSION|ARCH|PLATFORM|OS|UID|GID|PORT|SHA\d*|SUM|COMMIT|TAG|MAJOR|MINOR|USER|GROUP|NUM|COUNT|^[A-Za-z])$/i;
/** What these print is one word. */
const ONE_WORD =
  /^(?:\$\(|`)\s*(?:nproc|uname|whoami|mktemp|arch|date|id -[ug]n?|dpkg --print-architecture|getconf|rpm -E|lsb_release -c?s)\b[^|;&]*[)`]$/;

export default defineRule({
  id: 'unquoted-expansion',
  aliases: ['SC2086', 'SC2046'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: 'A variable without quotes falls apart at blanks where that does harm.',
  why: `The shell splits the value of \`$X\` at blanks and matches the pieces with files; an empty value leaves no word at all. \`rm -rf $DIR/x\` then deletes something else, \`[ $X = y ]\` is a syntax error when X is empty,
\`cd $DIR\` goes home.

Write \`"$X"\`. Reported is \`rm -r\`, \`cd\`, \`[\` and \`test\` only. Values that the file makes known, variables that only the base image can have set, and names that ask for several words (\`$FLAGS\`, \`$PACKAGES\`) or can hold only one (\`$VERSION\`, \`$TARGETARCH\`), are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nARG DIR\nRUN rm -rf $DIR && cd ${DIR}/x && test -d "$DIR"/$DIR.b\n',
      at: ['$DIR', '${DIR}', '$DIR'],
      fixed: 'FROM debian:12\nARG DIR\nRUN rm -rf "$DIR" && cd "${DIR}"/x && test -d "$DIR"/"$DIR".b\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG MODE\nRUN if [ $MODE = dev ]; then rm -r $(find / -name x) /y; fi; test -n `cat z`\n',
      at: ['$MODE', '$(find / -name x)', '`cat z`'],
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nARG DIR=/x\nRUN rm -rf "$A" \'$B\' $DIR "${C}"/* && cd "$(pwd)"\n',
      note: 'quoted, or known',
    },
    {
      dockerfile:
        'FROM debian:12\nARG TARGETARCH\nRUN rm -r /x-$TARGETARCH $SRC/x && rm -r /v$VERSION && [ $? -eq 0 ] && [ $# -gt 1 ] && [ $((1+1)) = 2 ]\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN rm -r $TEMP_FILES && apt-get install $PACKAGES && echo $X && make $ARGS && rm $x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN if [[ $X == y ]]; then Y=$X; fi; case $X in a) b;; esac\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN for DIR in a b; do rm -rf $DIR; done; T_DIR=$(mktemp -d); cd $T_DIR; rm -r $T_DIR\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('rm', 'cd', '[', 'test')) {
      if (command.script.dialect === 'zsh' || command.script.dialect === 'none' || !bites(command)) continue;
      for (const argument of command.args) {
        const found = isOpen(command, argument, subject.stateBefore(command.script.instruction))
          ? unquotedExpansion(argument.text)
          : undefined;
        if (found === undefined || isOneWord(argument.text.slice(found.start, found.end))) continue;
        const { span } = argument;
        // A continuation in the middle: the places in the text are not those in the file.
        const exact = span.end - span.start === argument.text.length;
        const at = exact ? { start: span.start + found.start, end: span.start + found.end } : span;
        yield hit(at, 'without quotes this falls apart at blanks, and is no word at all when it is empty', {
          help: 'put it in double quotes',
          ...(exact && {
            fix: {
              title: 'Put it in double quotes',
              safety: 'review',
              edits: [
                { span: { start: at.start, end: at.start }, text: '"' },
                { span: { start: at.end, end: at.end }, text: '"' },
              ],
            },
          }),
        });
      }
    }
  },
});

function bites({ name, args }: Command): boolean {
  return name !== 'rm' || args.some(({ value }) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(value ?? ''));
}

/** The file gives it a value that nobody knows, and the names do not tell that it is one word or meant to be several. */
function isOpen({ script }: Command, { value, variables, text }: Argument, state: State): boolean {
  if (value !== undefined || !/[$`]/.test(text)) return false;
  return variables.every(
    name =>
      !LIST.test(name) &&
      !PLAIN.test(name) &&
      !PLATFORM_ARGUMENTS.has(name) &&
      isSet(state, script.text.text, name) &&
      !isSafe(script.text.text, name),
  );
}

/** By the file, not only by the base image, whose author knows it. */
function isSet(state: State, text: string, name: string): boolean {
  return state.variable(name) !== undefined || (/^\w+$/.test(name) && new RegExp(`\\b${name}=`).test(text));
}

/** A loop's variable, or one that gets what prints a single word. */
function isSafe(text: string, name: string): boolean {
  if (!/^\w+$/.test(name)) return true;
  return new RegExp(
    `\\bfor\\s+${name}\\s+in\\b|\\b${name}="?(?:\\$\\(|\`)\\s*(?:mktemp|nproc|uname|pwd|dirname|basename)\\b`,
  ).test(text);
}

function isOneWord(expansion: string): boolean {
  return ONE_WORD.test(expansion);
}
