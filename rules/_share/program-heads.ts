import type { FileAt, Read, Seen } from '../../src/rule.js';

/** What the kernel reads at the start of a program to know how to run it. */
export type Program =
  | {
      readonly kind: 'elf';
      readonly bits: 32 | 64;
      readonly big: boolean;
      readonly machine: number;
      readonly interp?: string;
    }
  /** A `#!` line: the interpreter and the rest of the line, which is one argument. */
  | { readonly kind: 'script'; readonly interp: string; readonly argument: string; readonly crlf: boolean }
  /** A program of Windows or macOS. */
  | { readonly kind: 'pe' | 'mach-o' }
  /** A second name of a file in the same layer. */
  | { readonly kind: 'link'; readonly to: string }
  /** What it is cannot be told: a sparse file, or a format that some engines run. */
  | { readonly kind: 'unknown' };

/** What Linux takes for a program's first page. */
const HEAD = 4096;
/** The kernel looks no further for the end of a `#!` line. */
const MOST_LINE = 256;
const UNKNOWN: Program = Object.freeze({ kind: 'unknown' });

/**
 * What a rule declares to know how files are started: everything that somebody may execute. Files that the kernel cannot
 * start (text without `#!`, data) are not kept.
 */
export const programRead: Read<Program> = {
  match: ({ type, mode }) => (type === 'file' && (mode & 0o111) !== 0) || type === 'hardlink',
  bytes: HEAD,
  keep: ({ type, link, sparse, path }, head) => {
    if (type === 'hardlink') return link === undefined ? UNKNOWN : { kind: 'link', to: link };
    if (sparse) return UNKNOWN;
    const program = readProgram(head);
    // Libraries carry the executable bit on some systems; nobody starts them.
    return program?.kind === 'elf' && program.interp === undefined && /\.so(\.[\d.]+)?$/.test(path)
      ? undefined
      : program;
  },
};

/**
 * Reads the start of a file: ELF (System V ABI, generic part), `#!` as Linux reads it, PE, Mach-O. `undefined`: nothing
 * that the kernel starts. `interp` of an ELF file is missing if it has none or it lies behind the head.
 */
export function readProgram(head: Uint8Array): Program | undefined {
  const ascii = (start: number, end: number): string => String.fromCharCode(...head.subarray(start, end));
  const magic = ascii(0, 4);
  if (magic === '\x7fELF') return readElf(head);
  if (magic.startsWith('#!')) return readScript(head);
  if (magic.startsWith('MZ')) return ascii(0, 6) === 'MZqFpD' ? UNKNOWN : { kind: 'pe' };
  if (magic === '\0asm') return UNKNOWN;
  if (['\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'].includes(magic))
    return { kind: 'mach-o' };
  // A Java class begins like a fat Mach-O file, but its version is larger than any number of architectures.
  if (magic === '\xca\xfe\xba\xbe') return (head[7] ?? 255) < 20 ? { kind: 'mach-o' } : UNKNOWN;
  return undefined;
}

function readElf(head: Uint8Array): Program | undefined {
  const bits = head[4] === 1 ? 32 : 64;
  if (head.length < (bits === 64 ? 64 : 52)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const big = head[5] === 2;
  const word = (at: number): number => (at + 4 <= head.length ? view.getUint32(at, !big) : -1);
  /** An offset or size; those beyond 4 GB lie behind the head anyway. */
  const long = (at: number): number =>
    bits === 32 ? word(at) : word(at + (big ? 0 : 4)) === 0 ? word(at + (big ? 4 : 0)) : -1;
  const machine = view.getUint16(18, !big);
  const table = long(bits === 64 ? 32 : 28);
  const size = view.getUint16(bits === 64 ? 54 : 42, !big);
  const count = Math.min(view.getUint16(bits === 64 ? 56 : 44, !big), 128);
  const elf = { kind: 'elf', bits, big, machine } as const;
  for (let i = 0; i < count && table >= 0; i++) {
    const at = table + i * size;
    if (word(at) !== 3) continue;
    const start = long(at + (bits === 64 ? 8 : 4));
    const length = long(at + (bits === 64 ? 32 : 16));
    if (start < 0 || length < 2 || length > 1024 || start + length > head.length) return elf;
    const interp = new TextDecoder().decode(head.subarray(start, start + length)).replace(/\0.*$/s, '');
    return interp === '' ? elf : { ...elf, interp };
  }
  return elf;
}

function readScript(head: Uint8Array): Program | undefined {
  const end = head.subarray(0, MOST_LINE).indexOf(10);
  const line = new TextDecoder().decode(head.subarray(2, end === -1 ? Math.min(head.length, MOST_LINE) : end));
  const crlf = end !== -1 && line.endsWith('\r');
  const words = (crlf ? line.slice(0, -1) : line).replace(/^[ \t]+|[ \t]+$/g, '');
  const blank = words.search(/[ \t]/);
  const interp = blank === -1 ? words : words.slice(0, blank);
  const argument = blank === -1 ? '' : words.slice(blank).trim();
  return interp === '' || interp.includes('\0') ? undefined : { kind: 'script', interp, argument, crlf };
}

/** What was kept of a file as a container sees it; `undefined`: it is nothing that the kernel starts. */
export function programAt(seen: readonly Seen<Program>[], file: FileAt): Program | undefined {
  const one = seen.find(({ entry, goneIn }) => goneIn === undefined && entry.path === file.path);
  if (one?.value.kind !== 'link') return one?.value;
  const { to } = one.value;
  const target = seen.findLast(({ entry, layer }) => layer.index === one.layer.index && entry.path === to);
  return target === undefined || target.value.kind === 'link' ? UNKNOWN : target.value;
}

/** ELF machines (System V ABI, `e_machine`) that a system of an architecture runs, 32-bit kin included. */
const MACHINES: Readonly<Record<string, readonly number[]>> = {
  amd64: [62, 3],
  x86_64: [62, 3],
  '386': [3],
  arm64: [183, 40],
  aarch64: [183, 40],
  arm: [40],
  ppc64: [21, 20],
  ppc64le: [21],
  s390x: [22],
  riscv64: [243],
  loong64: [258],
  mips: [8],
  mipsle: [8],
  mips64: [8],
  mips64le: [8],
};
const NAMES: Readonly<Record<number, string>> = {
  3: '386',
  8: 'MIPS',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};
const BIG: Readonly<Record<string, boolean>> = { ppc64: true, ppc64le: false, mips: true, mipsle: false };

/** Is it known how programs for an architecture of an image configuration look? */
export function isKnownArchitecture(architecture: string): boolean {
  return Object.hasOwn(MACHINES, architecture);
}

/** What a program is made for, if that is another processor or system than Linux on a known architecture. */
export function foreignTo(program: Program, architecture: string): string | undefined {
  if (program.kind === 'pe') return 'Windows';
  if (program.kind === 'mach-o') return 'macOS';
  if (program.kind !== 'elf' || !isKnownArchitecture(architecture)) return undefined;
  const { machine, big } = program;
  const name = NAMES[machine] ?? `machine ${machine}`;
  if (!MACHINES[architecture]?.includes(machine)) return name;
  const wanted = Object.hasOwn(BIG, architecture) ? BIG[architecture] : undefined;
  return wanted === undefined || wanted === big ? undefined : `${name} of the other byte order`;
}
