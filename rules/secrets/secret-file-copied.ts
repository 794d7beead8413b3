import { defineRule, fits, hit, strings } from '../../src/rule.js';
import { isShipped } from '../_share/lineage.js';
import { isMadeUp, isSecretPath } from '../_share/secret-files.js';

export default defineRule({
  id: 'secret-file-copied',
  aliases: ['CIS-DI-0010'],
  controls: ['CIS-4.10', 'CWE-538'],
  severity: 'warning',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'COPY or ADD puts a file into the image that by its name holds credentials.',
  why: `Everybody who can pull the image can take the file out of its layer, also when a later RUN deletes it. A key that every container of an image shares is also hard to replace.

Where the build needs the file, mount it for that step: \`RUN --mount=type=secret,id=netrc,target=/root/.netrc …\`, or \`--mount=type=ssh\` for an SSH key. Where the running container
needs it, mount it there. Name it in \`.dockerignore\` so that a \`COPY .\` does not take it along.

The name is a hint: a file of this name without a secret in it, or one that is public anyway, deserves an allow with that reason. In a stage that does not ship, the file stays in the
build cache only. What is copied \`--from\` another stage or image is not looked at.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCOPY config/id_rsa /root/.ssh/\nADD ["app", ".netrc", "/root/"]\n',
      at: ['config/id_rsa', '.netrc'],
    },
    {
      dockerfile: 'FROM debian:12\nCOPY .aws/credentials /root/.aws/credentials\nCOPY .ssh/ /root/.ssh/\n',
      at: ['.aws/credentials', '.ssh/'],
    },
    {
      dockerfile: 'FROM nginx\nARG DIR=certs\nCOPY $DIR/server.key $DIR/server.crt /etc/nginx/\n',
      at: '$DIR/server.key',
    },
    { dockerfile: 'FROM debian:12\nCOPY acme.secret /\n', options: { names: ['*.secret'] }, at: 'acme.secret' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nCOPY id_rsa.pub .env.example settings.py config/database.yml docker.key ca.pem .npmrc /x/\n',
      note: 'public keys, templates and settings',
    },
    { dockerfile: 'FROM debian:12\nRUN --mount=type=secret,id=netrc,target=/root/.netrc true\n' },
    {
      dockerfile: 'FROM debian:12 AS certs\nFROM nginx\nCOPY --from=certs /server.key /etc/nginx/\n',
      note: 'another stage made it',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY test/fixtures/id_rsa /t/\nCOPY <<EOF /root/.netrc\nEOF\nCOPY nginx.conf /etc/x/id_rsa/\n',
    },
    { dockerfile: 'FROM debian:12\nCOPY .env /app/\n', options: { allow: ['.env'] } },
  ],
  options: {
    names: strings('Patterns (`*` stands for any text) of further names of files that hold secrets.'),
    allow: strings('Patterns (`*` stands for any text) of names of files that hold none.'),
  },
  *dockerfile(subject) {
    const { names, allow } = subject.options;
    for (const copy of subject.instructions('copy', 'add')) {
      if (copy.flags.some(flag => flag.name === 'from')) continue;
      const state = subject.stateBefore(copy);
      for (const source of copy.sources) {
        if (source.text.startsWith('<<') || source.text.includes('://')) continue;
        const parts = (state.expand(source).value ?? source.text)
          .split('/')
          .filter(part => part !== '' && part !== '.');
        // `id_rsa*` takes the private key along.
        const name = (parts.at(-1) ?? '').replace(/\*$/, '');
        if (allow.some(pattern => fits(pattern, name)) || isMadeUp(parts)) continue;
        const secret = isSecretPath([...parts.slice(0, -1), name]);
        if (!secret && !names.some(pattern => fits(pattern, name))) continue;
        const ships = isShipped(subject, copy);
        yield hit(
          source.span,
          ships
            ? `by its name ${name} holds credentials, and everybody who can pull the image can read them`
            : `by its name ${name} holds credentials, and they stay in the build cache`,
          {
            help: 'mount it for the step that needs it with RUN --mount=type=secret, or into the running container',
            ...(ships ? {} : { severity: 'info' as const }),
          },
        );
      }
    }
  },
});
