import {
  type Command,
  type DockerfileSubject,
  defineRule,
  type GivenFlag,
  hit,
  readFlags,
  type Span,
} from '../../src/rule.js';
import { without } from '../_share/edits.js';
import { packageCall } from '../_share/packages.js';
import { placeIn, type WrittenFile, writtenFiles } from '../_share/written.js';

const OFF = /(?:(?<!\w)|(?<=\\[nt]))(gpgcheck|sslverify|pkg_gpgcheck)\s*=\s*(0|no|false|off)\b/i;
const RPM = { values: ['--root', '--dbpath', '--define', '-D', '--prefix', '--relocate', '--rcfile', '-E', '--eval'] };

export default defineRule({
  id: 'unverified-rpm-packages',
  aliases: ['CKV2_DOCKER_9', 'CKV2_DOCKER_10', 'CKV2_DOCKER_15'],
  controls: ['CIS-4.11', 'CWE-345'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The signatures of RPM packages are not checked.',
  why: `Without the check of signatures (\`--nogpgcheck\`, \`gpgcheck=0\`, \`--no-gpg-checks\`, \`rpm --nosignature\`) or of the server's certificate (\`sslverify=0\`), whoever can change an answer of the
repository, a proxy or a mirror on the way, puts a program into the image, and its scripts run as root in the build.

Import the maker's key (\`rpm --import https://…\`, or \`gpgkey=\` in the repository's file) and leave the check on. A repository in a directory of the image (\`file:\`) is left alone, and so is
\`repo_gpgcheck\`, which is about the repository's index and off by default.`,
  bad: [
    {
      dockerfile:
        'FROM almalinux:9\nRUN yum -y install --nogpgcheck https://example.com/x.rpm && microdnf install -y --nogpgcheck y\n',
      at: ['--nogpgcheck', '--nogpgcheck'],
      fixed: 'FROM almalinux:9\nRUN yum -y install https://example.com/x.rpm && microdnf install -y y\n',
    },
    {
      dockerfile:
        'FROM opensuse/leap:15\nRUN zypper --no-gpg-checks -n install x && zypper ar -G https://example.com x\n',
      at: ['--no-gpg-checks', '-G'],
    },
    { dockerfile: 'FROM almalinux:9\nRUN rpm -ivh --nodigest --nosignature x.rpm\n', at: '--nodigest' },
    {
      dockerfile:
        'FROM almalinux:9\nRUN yum-config-manager --setopt="x.sslverify=0" --save; dnf config-manager --save --setopt=*.gpgcheck=False\n',
      at: ['--setopt="x.sslverify=0"', '--setopt=*.gpgcheck=False'],
    },
    {
      dockerfile:
        'FROM almalinux:9\nCOPY <<EOF /etc/yum.repos.d/x.repo\n[x]\nbaseurl=https://example.com\nrepo_gpgcheck=0\ngpgcheck=0\nEOF\nRUN echo -e "[y]\\ngpgcheck = 0" >> /etc/yum.repos.d/y.repo\nRUN sed -i \'s/gpgcheck=1/gpgcheck=0/\' /etc/yum.repos.d/*.repo\n',
      at: ['gpgcheck=0', 'gpgcheck = 0', 'gpgcheck=0'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM almalinux:9\nRUN yum -y install x && rpm --import https://example.com/key && rpm -Va --nofiledigest && rpm -q --nosignature x\n',
    },
    {
      dockerfile:
        'FROM almalinux:9\nCOPY <<EOF /etc/yum.repos.d/x.repo\n[x]\nbaseurl=https://example.com\ngpgcheck=1\nrepo_gpgcheck=0\nEOF\nRUN dnf config-manager --setopt=x.enabled=0 --save\n',
    },
    {
      dockerfile:
        'FROM almalinux:9\nRUN printf "[x]\\nbaseurl=file:///opt/rpms\\ngpgcheck=0\\n" > /etc/yum.repos.d/local.repo && echo gpgcheck=0\n',
    },
  ],
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c dnf install -y --nogpgcheck x # buildkit'], layers: [{ a: '' }] }, at: '' },
    {
      image: { history: ['/bin/sh -c yum -y --nogpgcheck install x'], layers: [{ a: '' }] },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [{ image: { history: ['RUN /bin/sh -c echo --nogpgcheck # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const { span, flag } of [...fromCalls(subject), ...fromFiles(subject), ...fromEdits(subject)])
      yield hit(
        span,
        'nobody checks who made these packages: whoever can change an answer on the way puts programs into the image',
        {
          help: "import the maker's key and leave the check on",
          ...(flag && { fix: { title: 'Drop the flag', safety: 'review', edits: [without(subject.file.text, flag)] } }),
        },
      );
  },
});

interface Place {
  readonly span: Span;
  readonly flag?: GivenFlag;
}

function* fromCalls({ commands }: DockerfileSubject): Iterable<Place> {
  for (const command of commands('yum', 'dnf', 'dnf5', 'microdnf', 'tdnf', 'zypper', 'rpm', 'yum-config-manager')) {
    const flag = unchecked(command);
    if (flag === undefined) continue;
    yield flag.name === '--setopt' ? { span: flag.span } : { span: flag.span, flag };
  }
}

function unchecked(command: Command): GivenFlag | undefined {
  if (command.name === 'rpm') {
    const given = readFlags(command, RPM);
    const installs = given.flag('-i', '-U', '-F', '--install', '--upgrade', '--freshen', '--reinstall');
    const asks = given.flag('-q', '-V', '-e', '-K', '--query', '--verify', '--erase', '--import', '--checksig');
    return installs === undefined || asks !== undefined
      ? undefined
      : given.flag('--nosignature', '--nodigest', '--noverify', '--nofiledigest');
  }
  const call = packageCall(command);
  if (command.name === 'zypper') {
    const adds = /^(ar|addrepo|mr|modifyrepo)$/.test(call?.verb.value ?? '');
    return call?.arguments.flag(
      '--no-gpg-checks',
      '--allow-unsigned-rpm',
      ...(adds ? ['-G', '--no-gpgcheck', '--gpgcheck-allow-unsigned'] : []),
    );
  }
  const given = call?.arguments ?? readFlags(command, { values: ['--setopt'] });
  return (
    given.flag('--nogpgcheck', '--nogpg', '--no-gpgchecks') ??
    given.flags.find(({ name, value }) => name === '--setopt' && OFF.test(value ?? ''))
  );
}

function* fromFiles(subject: DockerfileSubject): Iterable<Place> {
  for (const file of writtenFiles(subject)) {
    if (!/\.repo$|^\/etc\/(yum|dnf|tdnf|zypp)[\w./-]*\.conf$/.test(file.path) || isLocal(file)) continue;
    const span = placeIn(file, OFF);
    if (span !== undefined) yield { span };
  }
}

/** All repositories of the file lie in directories. */
function isLocal(file: WrittenFile): boolean {
  const urls = file.pieces.flatMap(({ text }) => text.match(/baseurl\s*=\s*[a-z]*/gi) ?? []);
  return urls.length > 0 && urls.every(url => /=\s*(file)?$/i.test(url));
}

/** `sed -i s/gpgcheck=1/gpgcheck=0/ /etc/yum.repos.d/x.repo` */
function* fromEdits({ commands, file }: DockerfileSubject): Iterable<Place> {
  for (const { args } of commands('sed')) {
    if (!args.some(({ value, text }) => /^\/etc\/(yum|dnf|zypp)/.test(value ?? text))) continue;
    for (const { span } of args) {
      // What is put in stands behind the last but one slash.
      const text = file.text.slice(span.start, span.end);
      const found = [...text.matchAll(new RegExp(OFF, 'gi'))].at(-1);
      if (found === undefined || !/[/#|,]/.test(text.slice(0, found.index))) continue;
      if (/gpgcheck\s*=\s*1|sslverify\s*=\s*1/.test(text.slice(found.index))) continue;
      yield { span: { start: span.start + found.index, end: span.start + found.index + found[0].length } };
      break;
    }
  }
}
