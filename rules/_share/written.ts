import type { Command, DockerfileSubject, Instruction, Span } from '../../src/rule.js';

type Subject = Pick<DockerfileSubject, 'file' | 'instructions' | 'scripts' | 'stateBefore'>;

/** A stretch of text that an instruction writes into a file, as it stands in the Dockerfile. */
export interface Piece {
  readonly text: string;
  readonly span: Span;
}

/** A file that RUN (echo, printf, cat, tee) or a heredoc of COPY or ADD writes. */
export interface WrittenFile {
  /** As far as it is known; absolute or not. */
  readonly path: string;
  readonly pieces: readonly Piece[];
  readonly instruction: Instruction;
  readonly command: Command | undefined;
}

/** Every file whose text stands in the Dockerfile, in file order. */
export function writtenFiles(subject: Subject): WrittenFile[] {
  const files: WrittenFile[] = [];
  for (const instruction of subject.instructions('run', 'copy', 'add')) {
    if (instruction.kind === 'copy' || instruction.kind === 'add') {
      const { destination } = instruction;
      if (destination === undefined) continue;
      const folder = subject.stateBefore(instruction).expand(destination).value ?? destination.text;
      for (const { name, content, contentSpan } of instruction.heredocs) {
        const path = folder.endsWith('/') ? folder + name : folder;
        files.push({ path, pieces: [{ text: content, span: contentSpan }], instruction, command: undefined });
      }
      continue;
    }
    for (const { commands } of subject.scripts(instruction))
      for (const command of commands) {
        if (!isWriter(command)) continue;
        const paths = targetsOf(command);
        if (paths.length === 0) continue;
        const pieces = piecesOf(subject.file.text, command);
        for (const path of paths) files.push({ path, pieces, instruction, command });
      }
  }
  return files;
}

function isWriter({ name, redirects }: Command): boolean {
  if (name === 'echo' || name === 'printf') return true;
  return (name === 'cat' || name === 'tee') && redirects.some(({ operator }) => operator.startsWith('<<'));
}

function targetsOf(command: Command): string[] {
  const paths = command.redirects
    .filter(({ operator }) => operator === '>' || operator === '>>' || operator === '>|')
    .flatMap(({ target }) => target?.value ?? target?.text ?? []);
  const tees = [command, ...(command.pipeline?.parts ?? [])].flatMap(part =>
    part === undefined ? [] : teeWords(part),
  );
  return [...new Set([...paths, ...tees])].filter(path => path !== '/dev/null').slice(0, 16);
}

/** The files that `tee`, or `sudo tee`, writes. */
function teeWords({ name, args }: Command): string[] {
  const words = args.map(({ value, text }) => value ?? text);
  if (name === 'tee') return words.filter(word => !word.startsWith('-'));
  const at = name === 'sudo' ? words.indexOf('tee') : -1;
  return at === -1 ? [] : words.slice(at + 1).filter(word => !word.startsWith('-'));
}

function piecesOf(text: string, command: Command): Piece[] {
  if (command.name === 'echo' || command.name === 'printf')
    return command.args.map(({ span }) => ({ text: text.slice(span.start, span.end), span }));
  const end = command.script.instruction.span.end;
  return command.redirects
    .filter(({ operator }) => operator === '<<' || operator === '<<-')
    .flatMap(({ target, span }) => {
      const body = text.indexOf('\n', span.end) + 1;
      const name = target?.value;
      if (body === 0 || name === undefined || body > end) return [];
      const rest = text.slice(body, end);
      const stop = `\n${rest}\n`.replaceAll('\r\n', ' \n').search(new RegExp(`\\n[\\t ]*${escaped(name)} *\\n`));
      const size = stop === -1 ? rest.length : stop;
      return [{ text: rest.slice(0, size), span: { start: body, end: body + size } }];
    });
}

function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, '\\$&');
}

/** The first place in a file's text that a pattern fits. */
export function placeIn({ pieces }: Pick<WrittenFile, 'pieces'>, pattern: RegExp): Span | undefined {
  for (const { text, span } of pieces) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const start = span.start + found.index;
    return { start, end: start + found[0].length };
  }
  return undefined;
}
