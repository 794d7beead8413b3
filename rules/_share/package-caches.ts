/** Where package managers keep what only they need. */

/** A cache that a path lies in. */
export interface CacheAt {
  /** What is kept there: "package lists of apt". */
  readonly what: string;
  readonly folder: string;
  /** The way to leave it out of the layer. */
  readonly clean: string;
  /** A tool in the image may work from it: nothing is wrong for certain. */
  readonly store: boolean;
}

interface Form {
  readonly what: string;
  /** Group 1 is the folder; the rest of the path has to fit too. */
  readonly path: RegExp;
  readonly clean: string;
  readonly store?: boolean;
}

const FORMS: readonly Form[] = [
  {
    what: 'package lists of apt',
    path: /^(var\/lib\/apt\/lists)\/(?!lock$|partial\/|auxfiles\/)./,
    clean: 'end the RUN with rm -rf /var/lib/apt/lists/*',
  },
  {
    what: 'packages and indexes of apt',
    path: /^(var\/cache\/apt)\/(?:archives\/.{1,300}\.deb|(?:src)?pkgcache\.bin)$/,
    clean: 'end the RUN with apt-get clean && rm -f /var/cache/apt/*.bin',
  },
  {
    what: 'indexes and packages of apk',
    path: /^(var\/cache\/apk|etc\/apk\/cache)\/(?:APKINDEX\.|.{1,300}\.apk$)/,
    clean: 'use apk add --no-cache',
  },
  {
    what: 'metadata and packages of dnf',
    path: /^(var\/cache\/(?:dnf|libdnf5|tdnf))\/./,
    clean: 'end the RUN with dnf clean all',
  },
  { what: 'metadata and packages of yum', path: /^(var\/cache\/yum)\/./, clean: 'end the RUN with yum clean all' },
  {
    what: 'metadata and packages of zypper',
    path: /^(var\/cache\/zypp)\/./,
    clean: 'end the RUN with zypper clean --all',
  },
  {
    what: 'packages of pacman',
    path: /^(var\/cache\/pacman\/pkg)\/./,
    clean: 'end the RUN with rm -rf /var/cache/pacman/pkg/*',
  },
  { what: 'downloads and wheels of pip', path: /^((?:.+\/)?\.cache\/pip)\/./, clean: 'use pip install --no-cache-dir' },
  { what: 'packages of uv', path: /^((?:.+\/)?\.cache\/uv)\/./, clean: 'use uv with --no-cache' },
  {
    what: 'downloads of Poetry',
    path: /^((?:.+\/)?\.cache\/pypoetry)\/(?:cache|artifacts)\/./,
    clean: 'end the RUN with rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts',
  },
  {
    what: 'downloads of npm',
    path: /^((?:.+\/)?\.npm\/_cacache)\/./,
    clean: 'end the RUN with npm cache clean --force',
  },
  {
    what: 'downloads of Yarn',
    path: /^((?:.+\/)?(?:\.cache\/yarn|\.yarn\/berry\/cache))\/./,
    clean: 'end the RUN with yarn cache clean',
  },
  {
    what: 'packages of pnpm',
    path: /^((?:.+\/)?(?:\.pnpm-store|\.cache\/pnpm|\.local\/share\/pnpm\/store))\/./,
    clean: 'end the RUN with pnpm store prune',
    store: true,
  },
  {
    what: 'downloads of Composer',
    path: /^((?:.+\/)?(?:\.composer\/cache|\.cache\/composer))\/./,
    clean: 'end the RUN with composer clear-cache',
  },
  {
    what: 'gem archives',
    path: /^((?:usr\/|var\/|opt\/|home\/|root\/)(?:.+\/)?(?:bundle|gems|ruby|[\d.]{3,9}|\.gem)\/cache)\/[^/]{1,200}\.gem$/,
    clean: 'end the RUN with rm -rf "$(gem env gemdir)"/cache/*.gem',
  },
  { what: 'the repository of Maven', path: /^((?:.+\/)?\.m2\/repository)\/./, clean: '', store: true },
  { what: 'caches of Gradle', path: /^((?:.+\/)?\.gradle\/caches)\/./, clean: '', store: true },
  {
    what: 'crates that Cargo fetched',
    path: /^((?:.+\/)?\.?cargo\/registry)\/(?:cache|src|index)\/./,
    clean: '',
    store: true,
  },
  {
    what: 'intermediate results of the Go compiler',
    path: /^((?:.+\/)?\.cache\/go-build)\/./,
    clean: 'end the RUN with go clean -cache',
  },
  { what: 'modules that Go fetched', path: /^((?:.+\/)?go\/pkg\/mod)\/./, clean: '', store: true },
];
/** One of these is in every path that a form fits; asking first is cheaper. */
const HINT =
  /^(?:var\/(?:cache|lib\/apt)|etc\/apk)\/|\.cache\/|\/cache\/|_cacache|\.yarn|pnpm|\.m2|\.gradle|\.?cargo\/reg|pkg\/mod/;

/** The package manager's cache that a path lies in, if it does. */
export function cacheAt(path: string): CacheAt | undefined {
  if (path.length > 1024 || !HINT.test(path)) return undefined;
  for (const { what, path: form, clean, store } of FORMS) {
    const folder = form.exec(path)?.[1];
    if (folder !== undefined)
      return {
        what,
        folder,
        clean:
          clean === ''
            ? 'build in a stage of its own and copy the result out of it'
            : `${clean}, or mount a cache at /${folder}`,
        store: store === true,
      };
  }
  return undefined;
}
