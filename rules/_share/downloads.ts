import { type Argument, type Arguments, type Command, type FlagTable, readFlags, type Script } from '../../src/rule.js';

/** A call of a program that fetches what a URL names. */
export interface DownloadCall {
  readonly tool: 'curl' | 'wget' | 'aria2c';
  readonly command: Command;
  readonly arguments: Arguments;
  readonly urls: readonly Argument[];
  /** What is fetched goes to standard output. */
  readonly toOutput: boolean;
}

const split = (list: string): readonly string[] => list.split(' ');

const TABLES: Readonly<Record<DownloadCall['tool'], FlagTable>> = {
  curl: {
    values: split(
      '-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output --output-dir --header --data --data-raw --data-ascii --data-binary --data-urlencode --json --form --form-string --user --user-agent --referer --cookie --cookie-jar --cacert --capath --cert --cert-type --key --key-type --pass --pinnedpubkey --connect-timeout --max-time --retry --retry-delay --retry-max-time --proxy --preproxy --proxy-header --proxy-user --proxy-cacert --noproxy --request --request-target --range --resolve --connect-to --url --url-query --write-out --dump-header --interface --limit-rate --max-redirs --max-filesize --ciphers --tls-max --tls13-ciphers --upload-file --time-cond --config --create-file-mode --etag-save --etag-compare --proto --proto-redir --proto-default --socks4 --socks5 --socks5-hostname --speed-limit --speed-time --stderr --trace --trace-ascii --unix-socket --abstract-unix-socket --variable --aws-sigv4 --oauth2-bearer --netrc-file --keepalive-time --dns-servers --doh-url --expect100-timeout --crlfile --parallel-max --rate --quote --alt-svc --hsts --local-port --continue-at',
    ),
    aliases: {
      '-k': '--insecure',
      '-o': '--output',
      '-O': '--remote-name',
      '-J': '--remote-header-name',
      '-I': '--head',
      '-x': '--proxy',
    },
  },
  wget: {
    values: split(
      '-o -a -e -i -B -t -O -T -w -Q -P -U -A -R -D -I -X -l -n --output-document --output-file --append-output --execute --input-file --base --tries --timeout --wait --waitretry --quota --directory-prefix --user-agent --header --user --password --ca-certificate --ca-directory --certificate --private-key --post-data --post-file --method --body-data --body-file --referer --secure-protocol --limit-rate --progress --level --accept --reject --domains --dns-timeout --connect-timeout --read-timeout --max-redirect --cut-dirs --load-cookies --save-cookies --default-page --start-pos --local-encoding --retry-on-http-error --http-user --http-password --proxy-user --proxy-password',
    ),
    aliases: { '-O': '--output-document' },
  },
  aria2c: {
    values: split('-d -o -s -x -k -j -i -l -c -t -m --dir --out --split --max-connection-per-server --min-split-size'),
  },
};

/** The programs, for `subject.commands(...)`. */
export const DOWNLOADERS = Object.keys(TABLES) as readonly DownloadCall['tool'][];

/** Reads a command as a download; `undefined` if it is none. */
export function downloadCall(command: Command): DownloadCall | undefined {
  const tool = command.name as DownloadCall['tool'];
  if (command.name === undefined || !Object.hasOwn(TABLES, command.name)) return undefined;
  const given = readFlags(command, TABLES[tool]);
  const { flags, operands } = given;
  const output = given.flag('--output', '--output-document')?.value;
  const standard = output === '-' || output === '/dev/stdout';
  const saved = tool === 'curl' ? given.flag('--output', '--remote-name') !== undefined : true;
  const named = flags.filter(flag => tool === 'curl' && flag.name === '--url').map(flag => flag.argument);
  return { tool, command, arguments: given, urls: [...operands, ...named], toOutput: standard || !saved };
}

/** The host of an http or https URL: text, `undefined` where a variable hides it, `null` for anything else. */
export function hostOf(argument: Pick<Argument, 'value' | 'text'>): string | undefined | null {
  const text = argument.value ?? argument.text.replace(/^["']/, '');
  const match = /^https?:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\]?|[^/?#:"'\s]*)/i.exec(text);
  if (match === null) return null;
  const host = (match[1] ?? '').toLowerCase();
  return host === '' || /[$`(]/.test(host) ? undefined : host;
}

/** This machine: nothing on the way could change what comes from there. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)$/.test(host);
}

/** Addresses and names that exist inside one network only. */
export function isInternal(host: string): boolean {
  if (isLoopback(host)) return true;
  if (/^(10|127)\.\d+\.\d+\.\d+$|^192\.168\.\d+\.\d+$|^169\.254\.\d+\.\d+$/.test(host)) return true;
  if (/^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$|^\[f[cde]/.test(host)) return true;
  return (
    !host.includes('.') ||
    /\.(local|localdomain|internal|intranet|lan|corp|home|test|svc|arpa|priv|private)$/.test(host)
  );
}

/** Tells whether a file's digest or signature is checked behind a command of the same script. */
export function verification(): (command: Command) => boolean {
  const places = new Map<Script, number>();
  return ({ script, index }) => {
    let last = places.get(script);
    if (last === undefined) {
      last = script.commands.findLastIndex(verifies);
      places.set(script, last);
    }
    return last > index;
  };
}

function verifies({ name, args }: Command): boolean {
  if (name === undefined) return false;
  const words = args.map(({ value }) => value ?? '');
  if (/^(sha\d+sum|shasum|md5sum|b2sum|sha\d+)$/.test(name))
    return words.some(word => word === '--check' || /^-[a-zA-Z]*c/.test(word));
  if (name === 'gpg' || name === 'gpg2' || name === 'gpgv')
    return name === 'gpgv' || words.some(word => word === '--verify' || word === '--batch-verify');
  return name === 'cosign' || name === 'minisign' || name === 'signify';
}
