import { defineRule, hit } from '../../src/rule.js';
import { isCompressed, isPlain, sourceKind } from '../_share/sources.js';

/** What only ADD can do, asked for by name. */
const ONLY_ADD = ['checksum', 'keep-git-dir', 'unpack'];
/** Old builders put a hash into the history instead of the names; what it stands for may have been an archive or a URL. */
const HASHED = /^(?:file|multi):[0-9a-f]{6,64}$/;

export default defineRule({
  id: 'add-instead-of-copy',
  aliases: [
    'DL3020',
    'tally/hadolint/DL3020',
    'DS-0005',
    'AVD-DS-0005',
    'DS005',
    'use-copy-over-add',
    'docker-use-copy-over-add',
    'CKV_DOCKER_4',
    '9513a694-aa0d-41d8-be61-3271e056f36b',
    'CIS-DI-0009',
  ],
  controls: ['CIS-4.9'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'ADD copies plain files.',
  why: `ADD does more than its name says: it fetches URLs and git repositories and unpacks a tar archive whatever it is called. Who reads \`ADD app.conf /etc/\` has to find out whether
that is meant, and a file that turns out to be an archive one day is unpacked without a word.

Write COPY, which only copies. ADD is right for URLs (with \`--checksum\`), git repositories and tar archives of the context that shall be unpacked; a zip or a plain gzip file it does not
unpack. Whether a \`data.gz\` holds a tar archive its name does not tell, so nothing is said of it.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nADD app.conf run.sh /etc/app/\nadd . /app\nADD --chown=app ["a b.txt", "/x/"]\n',
      at: ['ADD', 'add', 'ADD'],
      fixed: 'FROM debian:12\nCOPY app.conf run.sh /etc/app/\ncopy . /app\nCOPY --chown=app ["a b.txt", "/x/"]\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG VERSION\nADD target/app-${VERSION}.jar site.zip /x/\nONBUILD ADD <<EOF /etc/motd\nhi\nEOF\n',
      at: ['ADD', 'ADD'],
      fixed:
        'FROM debian:12\nARG VERSION\nCOPY target/app-${VERSION}.jar site.zip /x/\nONBUILD COPY <<EOF /etc/motd\nhi\nEOF\n',
      note: 'zip is not unpacked; beginning and end of the name tell enough',
    },
    {
      dockerfile: 'FROM debian:12\nADD dist/* entrypoint /x/\n',
      at: 'ADD',
      fixed: 'FROM debian:12\nCOPY dist/* entrypoint /x/\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nADD data.gz /x/\nADD a.conf b.bz2 /y/\n', note: 'a tar archive may be inside' },
    { dockerfile: 'FROM scratch\nADD rootfs.tar.xz /\nADD base.tgz app.TAR.GZ conf /x/\n' },
    {
      dockerfile:
        'FROM debian:12\nADD https://acme.io/a.txt /a\nADD git@github.com:acme/app.git /b\nADD https://github.com/acme/app.git#v1 /c\nADD git://acme.io/x /d\n',
      note: 'git over SSH too',
    },
    {
      dockerfile:
        'FROM debian:12\nARG SRC\nADD $SRC /x\nADD --unpack=false data /y\nADD --keep-git-dir=true z /z\nCOPY a b\n',
    },
  ],
  history: true,
  badImages: [
    { image: { history: ['ADD app.conf run.sh /etc/app/ # buildkit'], layers: [{ a: '' }] }, at: '' },
    {
      image: {
        history: ['/bin/sh -c #(nop) ADD file:0123456789ab in / ', '/bin/sh -c #(nop) ADD dir:abcdef012345 in /app '],
        layers: [{ a: '' }, { b: '' }],
      },
      at: '',
      note: 'the classic builder shows what kind of thing it was: a folder is never unpacked',
    },
  ],
  goodImages: [
    {
      image: {
        history: ['/bin/sh -c #(nop) COPY file:0123456789ab in / ', '/bin/sh -c #(nop) ADD file:abcdef012345 in /opt '],
        layers: [{ a: '' }, { b: '' }],
      },
      note: 'it may have been an archive',
    },
    {
      image: {
        history: ['ADD rootfs.tar.xz / # buildkit', 'ADD https://example.com/x /x # buildkit'],
        layers: [{ a: '' }, { b: '' }],
      },
    },
  ],
  *dockerfile(subject) {
    for (const add of subject.instructions('add')) {
      if (add.destination === undefined || add.flags.some(flag => ONLY_ADD.includes(flag.name))) continue;
      const state = subject.stateBefore(add);
      const sources = add.sources.map(source => ({ source, expanded: state.expand(source) }));
      if (sources.some(({ source }) => HASHED.test(source.text))) continue;
      const kinds = sources.map(({ source, expanded }) => sourceKind(source, expanded));
      if (kinds.length === 0 || kinds.some(kind => kind !== 'local' && kind !== 'heredoc')) continue;
      const compressed = sources.find(({ expanded }) => isCompressed(expanded.value ?? ''));
      if (compressed !== undefined) {
        yield { notEvaluated: `${compressed.source.text} may be a compressed tar archive, which ADD unpacks` };
        continue;
      }
      const plain = sources.every(
        ({ source, expanded }, i) => kinds[i] === 'heredoc' || isPlain(expanded.value ?? source.text),
      );
      const word = add.keyword.text === add.keyword.text.toLowerCase() ? 'copy' : 'COPY';
      yield hit(add.keyword.span, 'ADD also fetches and unpacks, and nothing here needs that', {
        help: 'write COPY',
        fix: {
          title: 'Write COPY',
          // A name that does not tell may be an archive that ADD unpacks.
          safety: plain ? 'safe' : 'review',
          edits: [{ span: add.keyword.span, text: word }],
        },
      });
    }
  },
});
