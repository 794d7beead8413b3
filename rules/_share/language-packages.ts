import { type Argument, type Arguments, type Command, type FlagTable, readFlags } from '../../src/rule.js';

/** A call of a language's package manager, told apart. */
export interface LanguageCall {
  readonly command: Command;
  /** The sub-command's last word: `install`, `add` of `yarn global add`. */
  readonly verb: Argument;
  readonly arguments: Arguments;
  /** The operands behind the sub-command. */
  readonly packages: readonly Argument[];
}

const split = (list: string): readonly string[] => list.split(' ');

/** pip's flags with values, and those of uv and pipx. */
const PIP: FlagTable = {
  values: split(
    '-r --requirement --requirements -c --constraint --constraints -i --index-url --extra-index-url --index --default-index -t --target --prefix --cache-dir --root -e --editable -f --find-links --platform --python-version --python-platform --implementation --abi --src --upgrade-strategy --no-binary --only-binary --progress-bar --root-user-action --report --global-option --install-option --build-option -C --config-settings --use-feature --use-deprecated --log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --python -b --build --keyring-provider --group --pip-args --spec --suffix -p --index-strategy --resolution --prerelease --exclude-newer --link-mode --extra --override --overrides --build-constraint --torch-backend -P --upgrade-package',
  ),
  aliases: {
    '-r': '--requirement',
    '-c': '--constraint',
    '--constraints': '--constraint',
    '-U': '--upgrade',
    '-e': '--editable',
  },
};

/** The words of `pip …`, `pip3.12 …` or `python -m pip …`. */
export function pipWords({ name = '', args }: Command): readonly Argument[] | undefined {
  if (/^pip[\d.]*$/.test(name)) return args;
  const at = /^python[\d.]*$/.test(name) ? args.findIndex(({ value }) => value === '-m') : -1;
  return at !== -1 && args[at + 1]?.value === 'pip' ? args.slice(at + 2) : undefined;
}

/** Any call of pip itself. */
export function pipCall(command: Command): LanguageCall | undefined {
  const words = pipWords(command);
  return words && called(command, PIP, words);
}

/** `pip install`, `pipx install` or `uv pip install`. */
export function pipInstall(command: Command): LanguageCall | undefined {
  const { name, args } = command;
  const words = name === 'pipx' ? args : name === 'uv' && args[0]?.value === 'pip' ? args.slice(1) : pipWords(command);
  const call = words && called(command, PIP, words);
  return call?.verb.value === 'install' ? call : undefined;
}

/** Package managers of Node, under the name they are called by. */
export type NodeManager = 'npm' | 'yarn' | 'pnpm' | 'bun';

const NODE: Readonly<Record<NodeManager, FlagTable>> = {
  npm: {
    values: split(
      '--registry --loglevel --prefix -C --cache --userconfig --globalconfig -w --workspace --tag --omit --include --only --also --install-strategy --fetch-retries --fetch-retry-mintimeout --fetch-retry-maxtimeout --fetch-timeout --maxsockets --network-timeout --node-options --script-shell --target --arch --cpu --os --libc --location --before --https-proxy --http-proxy --proxy --noproxy --cafile --save-prefix --jobs --python --otp --auth-type --node-gyp --min-release-age',
    ),
    aliases: { '-g': '--global' },
  },
  yarn: {
    values: split(
      '--cwd --cache-folder --modules-folder --registry --network-timeout --network-concurrency --mutex --target-folder --use-yarnrc --global-folder --link-folder --preferred-cache-folder --prefix --mode --child-concurrency',
    ),
  },
  pnpm: {
    values: split(
      '-C --dir -F --filter --store-dir --virtual-store-dir --reporter --loglevel --registry --network-concurrency --global-dir --global-bin-dir --child-concurrency --save-catalog-name --cpu --os --libc --modules-dir --lockfile-dir --package-import-method',
    ),
    aliases: { '-g': '--global' },
  },
  bun: {
    values: split(
      '--cwd --registry --cache-dir --config -c --backend --omit --filter --concurrent-scripts --ca --cafile',
    ),
    aliases: { '-g': '--global' },
  },
};
const NODE_INSTALLS: Readonly<Record<NodeManager, RegExp>> = {
  npm: /^(install|add|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall)$/,
  yarn: /^(add|install)$/,
  pnpm: /^(add|install|i)$/,
  bun: /^(add|a|install|i)$/,
};

/** The names, for `subject.commands(...)`. */
export const NODE_MANAGERS = Object.keys(NODE) as readonly NodeManager[];

/** An installation with npm, Yarn, pnpm or Bun; a bare `yarn` is one too. */
export function nodeInstall(command: Command): (LanguageCall & { readonly manager: NodeManager }) | undefined {
  const manager = command.name as NodeManager;
  if (command.name === undefined || !Object.hasOwn(NODE, command.name)) return undefined;
  const given = readFlags(command, NODE[manager]);
  let operands = given.operands;
  const [first] = operands;
  if (first === undefined && manager === 'yarn' && command.program !== undefined) {
    if (given.flag('--version', '-v', '--help', '-h') !== undefined) return undefined;
    return { manager, command, verb: command.args.at(-1) ?? command.program, arguments: given, packages: [] };
  }
  if (manager === 'yarn' && first?.value === 'global') operands = operands.slice(1);
  const verb = operands[0];
  if (verb?.value === undefined || !NODE_INSTALLS[manager].test(verb.value)) return undefined;
  // `--unsafe-perm true`
  const packages = operands.slice(1).filter(({ value }) => value !== 'true' && value !== 'false');
  return { manager, command, verb, arguments: given, packages };
}

const GEM: FlagTable = {
  values: split(
    '-v --version -i --install-dir -n --bindir -P --trust-policy --platform -s --source -p --http-proxy --build-root -B --bulk-threshold --config-file --document --target-rbconfig -g --file',
  ),
  aliases: { '-v': '--version', '-g': '--file' },
};

/** `gem install`; what stands behind `--` goes to the build. */
export function gemInstall(command: Command): LanguageCall | undefined {
  if (!/^gem[\d.]*$/.test(command.name ?? '')) return undefined;
  const end = command.args.findIndex(({ value }) => value === '--');
  const call = called(command, GEM, end === -1 ? command.args : command.args.slice(0, end));
  return call !== undefined && /^(install|i)$/.test(call.verb.value ?? '') ? call : undefined;
}

const GO: FlagTable = {
  singleDash: true,
  values: split(
    '-C -ldflags -tags -mod -modfile -gcflags -asmflags -o -p -exec -overlay -pkgdir -toolexec -buildmode -compiler -pgo -installsuffix -gccgoflags -covermode -coverpkg',
  ),
};

/** `go install`, `go get` or `go run` with the packages that it fetches; what stands behind the one of `run` is the program's. */
export function goFetch(command: Command): LanguageCall | undefined {
  if (!/^go[\d.]*$/.test(command.name ?? '')) return undefined;
  const call = called(command, GO, command.args);
  const verb = call?.verb.value;
  if (call === undefined || !/^(install|get|run)$/.test(verb ?? '')) return undefined;
  return verb === 'run' ? { ...call, packages: call.packages.slice(0, 1) } : call;
}

function called(command: Command, table: FlagTable, words: readonly Argument[]): LanguageCall | undefined {
  const given = readFlags(command, table, words);
  const verb = given.operands[0];
  return verb && { command, verb, arguments: given, packages: given.operands.slice(1) };
}
