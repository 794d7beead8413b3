import { type Argument, type Command, type FlagTable, readFlags } from '../../src/rule.js';

/** A command that fetches what a later build could find in a cache. */
export interface CachingCall {
  readonly tool: string;
  readonly command: Command;
  /** The word up to which the command says what it does. */
  readonly verb: Argument;
  readonly cache: ToolCache;
}

/** What a tool of a language keeps, and where. */
export interface ToolCache {
  /** Folders to mount, for root; the first is the most important. */
  readonly folders: readonly string[];
  /** A path that holds one of these words is a cache of the tool, whoever's it is. */
  readonly hint: RegExp;
  /** apt and its like must not work in one folder at the same time. */
  readonly locked?: boolean;
  /** Variables that switch the cache off. */
  readonly off?: string;
}

interface Tool extends ToolCache {
  /** Sub-commands that fetch; two words where the first one alone does not tell. */
  readonly verbs: RegExp;
  readonly flags?: FlagTable;
  /** Without a sub-command it fetches too. */
  readonly bare?: boolean;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  npm: {
    verbs: /^(install|i|ci|add)\b/,
    folders: ['/root/.npm'],
    hint: /npm/,
    flags: { values: ['--prefix', '--registry', '--loglevel', '-C'] },
  },
  yarn: {
    verbs: /^(install|add|global add)\b/,
    folders: ['/usr/local/share/.cache/yarn'],
    hint: /yarn/,
    bare: true,
    flags: { values: ['--cwd', '--registry', '--network-timeout'] },
  },
  pnpm: {
    verbs: /^(install|i|add|fetch)\b/,
    folders: ['/root/.local/share/pnpm/store'],
    hint: /pnpm/,
    flags: { values: ['--filter', '-F', '--dir', '-C'] },
  },
  bun: { verbs: /^(install|i|add)\b/, folders: ['/root/.bun/install/cache'], hint: /bun/ },
  pip: { verbs: /^(install|wheel|download)\b/, folders: ['/root/.cache/pip'], hint: /pip/, off: 'PIP_NO_CACHE_DIR' },
  uv: {
    verbs: /^(sync|pip install|pip sync|add|tool install)\b/,
    folders: ['/root/.cache/uv'],
    hint: /uv\b/,
    off: 'UV_NO_CACHE',
  },
  poetry: { verbs: /^(install|add|sync)\b/, folders: ['/root/.cache/pypoetry'], hint: /poetry/ },
  bundle: { verbs: /^install\b/, folders: ['/usr/local/bundle/cache'], hint: /bundle|gem/, bare: true },
  composer: {
    verbs: /^(install|update|require|create-project)\b/,
    folders: ['/root/.composer/cache'],
    hint: /composer|^\/tmp\/cache/,
  },
  cargo: { verbs: /^(build|install|fetch)\b/, folders: ['/usr/local/cargo/registry'], hint: /cargo|\/target\b/ },
  go: {
    verbs: /^(build|install|get|mod download)\b/,
    folders: ['/go/pkg/mod', '/root/.cache/go-build'],
    hint: /\/go\b|go-build|pkg\/mod/,
    flags: { singleDash: true, values: ['-ldflags', '-tags', '-o', '-C'] },
  },
  dotnet: { verbs: /^restore\b/, folders: ['/root/.nuget/packages'], hint: /nuget/ },
};
const TOOL_NAMES = new Set([...Object.keys(TOOLS), 'pip3']);

/** Reads a command of a language's tool; `undefined` if it fetches nothing. */
export function cachingCall(command: Command, pipWords: readonly Argument[] | undefined): CachingCall | undefined {
  const { name = '', args, program } = command;
  if (program === undefined || (pipWords === undefined && !TOOL_NAMES.has(name))) return undefined;
  const tool = pipWords === undefined ? name : 'pip';
  const found = TOOLS[tool] as Tool;
  const { operands, flag } = readFlags(command, found.flags, pipWords ?? args);
  if (flag('--help', '-h', '--version', '--dry-run', '--offline', '--no-restore', '--package-lock-only') !== undefined)
    return undefined;
  const words = operands.slice(0, 2).map(({ value }) => value ?? '');
  const [first] = operands;
  if (first === undefined)
    return found.bare === true && args.length === 0 ? { tool, command, verb: program, cache: found } : undefined;
  if (!found.verbs.test(words.join(' '))) return undefined;
  const isNested = /^(global|pip|tool|mod)$/.test(words[0] as string);
  return { tool, command, verb: (isNested ? operands[1] : first) ?? first, cache: found };
}

/** The caches of the package managers of operating systems, by family. */
export const SYSTEM_CACHES: Readonly<Record<string, ToolCache>> = {
  apt: { folders: ['/var/cache/apt', '/var/lib/apt'], hint: /(cache|lib)\/apt\b/, locked: true },
  apk: { folders: ['/var/cache/apk'], hint: /(cache|lib)\/apk\b|apk\/cache/, locked: true },
  yum: { folders: ['/var/cache/yum'], hint: /yum|dnf/, locked: true },
  dnf: { folders: ['/var/cache/libdnf5', '/var/cache/dnf'], hint: /yum|dnf/, locked: true },
  zypper: { folders: ['/var/cache/zypp'], hint: /zypp/, locked: true },
};
