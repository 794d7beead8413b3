import { type Command, type DockerfileSubject, defineRule, hit, type Span } from '../../src/rule.js';
import { aptOption, isOn } from '../_share/apt.js';
import { without } from '../_share/edits.js';
import { type PackageCall, packageCall } from '../_share/packages.js';
import { placeIn, writtenFiles } from '../_share/written.js';

const FLAGS = ['--allow-unauthenticated', '--force-yes', '--allow-insecure-repositories'];
const OPTIONS = ['APT::Get::AllowUnauthenticated', 'Acquire::AllowInsecureRepositories', 'APT::Get::force-yes'];
const CONFIGURED =
  /(AllowUnauthenticated|AllowInsecureRepositories|APT::Get::force-yes)["']?\s+\\?["']?(1|yes|true)\b/i;
/** `deb [arch=amd64 trusted=yes] …`, and `Trusted: yes` of the newer form. What lies on the builder's own disk is left out. */
const TRUSTED =
  /\[[^\]\n]{0,200}\btrusted=yes\b(?=[^\]\n]{0,200}\]\s+(?!file:|copy:|cdrom:|https?:\/\/(?:localhost|127\.)))|^Trusted:[ \t]*yes\b/im;

export default defineRule({
  id: 'unverified-apt-packages',
  aliases: ['CKV2_DOCKER_8', 'CKV2_DOCKER_11'],
  controls: ['CIS-4.11', 'CWE-345'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The signatures of apt packages are not checked.',
  why: `apt trusts packages because the list of their digests is signed. Without that check whoever can change an answer of the mirror, a proxy or a server on the way, puts a program of their own into
the image, and its scripts run as root in the build. \`--force-yes\` switches off this and every other safety catch.

Put the repository's key under \`/etc/apt/keyrings\` and name it by \`[signed-by=…]\`. If the flag was only there to answer questions, write \`-y\`. A repository in a directory of the image (\`file:\`)
is left alone.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get install -y --allow-unauthenticated curl && apt-get --force-yes install git\n',
      at: ['--allow-unauthenticated', '--force-yes'],
      fixed: 'FROM debian:12\nRUN apt-get install -y curl && apt-get -y install git\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get -o APT::Get::AllowUnauthenticated=true install -y curl\n',
      at: '-o APT::Get::AllowUnauthenticated=true',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN echo "deb [arch=amd64 trusted=yes] http://example.com/$(lsb_release -cs) main" | sudo tee /etc/apt/sources.list.d/x.list\n',
      at: '[arch=amd64 trusted=yes',
    },
    {
      dockerfile:
        "FROM debian:12\nCOPY <<EOF /etc/apt/sources.list.d/x.sources\nTypes: deb\nURIs: https://example.com\nTrusted: yes\nEOF\nRUN echo 'APT::Get::AllowUnauthenticated \"true\";' > /etc/apt/apt.conf.d/99x\nRUN add-apt-repository 'deb [trusted=yes] https://example.com ./'\n",
      at: ['Trusted: yes', 'AllowUnauthenticated "true', '[trusted=yes'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN echo "deb [signed-by=/etc/apt/keyrings/x.gpg] https://example.com stable main" > /etc/apt/sources.list.d/x.list && apt-get install -y x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get install -y curl | tool --force-yes; apt-get purge -y --force-yes x; echo "[trusted=yes] is bad" > /readme\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN echo "deb [trusted=yes] file:/opt/packages ./" > /etc/apt/sources.list.d/local.list && apt-get -o APT::Get::AllowUnauthenticated=false update\n',
      note: 'the packages came with the build',
    },
  ],
  history: true,
  badImages: [
    {
      image: {
        history: ['RUN /bin/sh -c apt-get install -y --allow-unauthenticated curl # buildkit'],
        layers: [{ a: '' }],
      },
      at: '',
    },
    {
      image: {
        history: ['/bin/sh -c echo "deb [trusted=yes] http://example.com ./" > /etc/apt/sources.list.d/x.list'],
        layers: [{ a: '' }],
      },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [
    {
      image: {
        history: [
          'RUN /bin/sh -c echo "deb [trusted=yes] file:/opt/packages ./" > /etc/apt/sources.list.d/x.list # buildkit',
        ],
        layers: [{ a: '' }],
      },
    },
  ],
  *dockerfile(subject) {
    const help = 'install the key of the repository and name it by signed-by';
    for (const { span, fix } of [...fromCalls(subject), ...fromFiles(subject), ...fromArguments(subject)])
      yield hit(
        span,
        'apt does not check who made these packages: whoever can change an answer on the way puts programs into the image',
        {
          help,
          ...(fix && { fix: { title: 'Let apt check packages', safety: 'review', edits: [fix] } }),
        },
      );
  },
});

interface Place {
  readonly span: Span;
  readonly fix?: { readonly span: Span; readonly text: string };
}

function* fromCalls(subject: DockerfileSubject): Iterable<Place> {
  for (const command of subject.commands('apt-get', 'apt', 'aptitude')) {
    const call = packageCall(command);
    // What is removed has been checked before, or never will be.
    if (call === undefined || call.action === 'remove' || call.action === 'clean') continue;
    const flag = call.arguments.flag(...FLAGS);
    if (flag !== undefined) {
      const answers = flag.name === '--force-yes' && call.arguments.flag('--yes') === undefined;
      yield { span: flag.span, fix: answers ? { span: flag.span, text: '-y' } : without(subject.file.text, flag) };
    }
    for (const option of OPTIONS) yield* fromOption(call, option);
  }
}

function* fromOption(call: PackageCall, option: string): Iterable<Place> {
  if (isOn(aptOption(call, option) ?? '') !== true) return;
  const wanted = `${option}=`.toLowerCase();
  const given = call.arguments.flags.find(
    ({ name, value }) => name === '--option' && value?.toLowerCase().startsWith(wanted),
  );
  if (given !== undefined) yield { span: given.span };
}

function* fromFiles(subject: DockerfileSubject): Iterable<Place> {
  for (const file of writtenFiles(subject)) {
    const pattern = /^\/etc\/apt\/sources\.list/.test(file.path)
      ? TRUSTED
      : /^\/etc\/apt\/apt\.conf/.test(file.path)
        ? CONFIGURED
        : undefined;
    const span = pattern && placeIn(file, pattern);
    if (span !== undefined) yield { span };
  }
}

/** A source line given to a command that puts it into the list. */
function* fromArguments({ commands, file }: DockerfileSubject): Iterable<Place> {
  for (const command of commands('add-apt-repository', 'apt-add-repository', 'sed')) {
    if (command.name === 'sed' && !editsSources(command)) continue;
    const pattern = command.name === 'sed' ? /\btrusted=yes\b/ : TRUSTED;
    const pieces = command.args.map(({ span }) => ({ text: file.text.slice(span.start, span.end), span }));
    const span = placeIn({ pieces }, pattern);
    if (span !== undefined) yield { span };
  }
}

function editsSources({ args }: Command): boolean {
  return args.some(({ value, text }) => (value ?? text).startsWith('/etc/apt/sources.list'));
}
