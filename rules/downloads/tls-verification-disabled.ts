import { type Command, defineRule, hit, type Span } from '../../src/rule.js';
import { isLoopback } from '../_share/downloads.js';

const FALSE = /^(0|false|no|off)$/i;

/** Variables, in capitals, with the values that switch the check off, and whom it concerns. */
const VARIABLES: Readonly<Record<string, { readonly tool: string; readonly off: (value: string) => boolean }>> = {
  PYTHONHTTPSVERIFY: { tool: 'Python', off: value => value === '0' },
  NODE_TLS_REJECT_UNAUTHORIZED: { tool: 'Node.js', off: value => value === '0' },
  NPM_CONFIG_STRICT_SSL: { tool: 'npm', off: value => FALSE.test(value) },
  YARN_STRICT_SSL: { tool: 'Yarn', off: value => FALSE.test(value) },
  YARN_ENABLE_STRICT_SSL: { tool: 'Yarn', off: value => FALSE.test(value) },
  // Git looks only whether it is there.
  GIT_SSL_NO_VERIFY: { tool: 'Git', off: () => true },
  PIP_TRUSTED_HOST: { tool: 'pip', off: hosts },
  UV_INSECURE_HOST: { tool: 'uv', off: hosts },
  CONDA_SSL_VERIFY: { tool: 'conda', off: value => FALSE.test(value) },
  PERL_LWP_SSL_VERIFY_HOSTNAME: { tool: 'Perl', off: value => value === '0' },
  BUNDLE_SSL_VERIFY_MODE: { tool: 'Bundler', off: value => value === '0' },
};
/** npm, Yarn and the like read these in small letters too. */
const ANY_CASE = /^(npm_config_|yarn_)/i;

export default defineRule({
  id: 'tls-verification-disabled',
  aliases: ['CKV2_DOCKER_5', 'CKV2_DOCKER_6', 'CKV2_DOCKER_12', 'CKV2_DOCKER_14', 'CKV2_DOCKER_16'],
  controls: ['CIS-4.11', 'CWE-295'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A variable switches the check of certificates off.',
  why: `With \`NODE_TLS_REJECT_UNAUTHORIZED=0\`, \`PYTHONHTTPSVERIFY=0\`, \`GIT_SSL_NO_VERIFY\` and the like, programs talk to whoever answers: passwords go to, and packages come from, anybody on the way. Set by ENV
it holds in every container of the image, not just in the build.

Remove it. If a server's certificate comes from a company's own authority, copy that certificate in and name it: \`NODE_EXTRA_CA_CERTS\`, \`REQUESTS_CA_BUNDLE\`, \`GIT_SSL_CAINFO\`, \`PIP_CERT\`. Git looks only whether
its variable exists: \`GIT_SSL_NO_VERIFY=0\` switches the check off as well.`,
  bad: [
    { dockerfile: 'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=0 A=b\n', at: 'NODE_TLS_REJECT_UNAUTHORIZED=0' },
    {
      dockerfile: 'FROM node:22\nENV npm_config_strict_ssl false\nARG PYTHONHTTPSVERIFY=0\n',
      at: ['npm_config_strict_ssl false', 'PYTHONHTTPSVERIFY=0'],
    },
    {
      dockerfile:
        'FROM debian:12\nRUN export GIT_SSL_NO_VERIFY=0; git clone https://example.com/x && sudo NODE_TLS_REJECT_UNAUTHORIZED="0" npm ci\nRUN PYTHONHTTPSVERIFY=0; export PYTHONHTTPSVERIFY\n',
      at: ['GIT_SSL_NO_VERIFY=0', 'NODE_TLS_REJECT_UNAUTHORIZED="0"', 'PYTHONHTTPSVERIFY=0'],
    },
    {
      dockerfile: 'FROM python:3.12\nARG HOST=pypi.example.com\nENV PIP_TRUSTED_HOST=$HOST\n',
      at: 'PIP_TRUSTED_HOST=$HOST',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=1 NPM_CONFIG_STRICT_SSL=true PIP_TRUSTED_HOST=localhost\nARG GIT_SSL_NO_VERIFY\nRUN unset GIT_SSL_NO_VERIFY && echo PYTHONHTTPSVERIFY=0\n',
    },
    {
      dockerfile: 'FROM node:22\nARG CHECK\nENV NODE_TLS_REJECT_UNAUTHORIZED=$CHECK\n',
      note: 'whoever builds decides',
    },
    {
      dockerfile: 'FROM node:22\nRUN NODE_TLS_REJECT_UNAUTHORIZED=0; npm ci\n',
      note: 'not exported: npm does not see it',
    },
  ],
  history: true,
  badImages: [
    {
      image: {
        history: ['#empty ENV NODE_TLS_REJECT_UNAUTHORIZED=0', 'RUN /bin/sh -c make # buildkit'],
        layers: [{ a: '' }],
      },
      at: '/history/0',
    },
    {
      image: {
        history: ['/bin/sh -c #(nop) COPY dir:0123456789ab in / ', '#empty /bin/sh -c #(nop)  ENV PYTHONHTTPSVERIFY=0'],
        layers: [{ a: '' }],
      },
      at: '/history/1',
    },
  ],
  goodImages: [
    { image: { history: ['#empty ENV NODE_TLS_REJECT_UNAUTHORIZED=1', 'COPY a / # buildkit'], layers: [{ a: '' }] } },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('env', 'arg')) {
      const state = subject.stateBefore(instruction);
      for (const { key, value, span } of instruction.pairs) {
        if (value === undefined || find(key.text) === undefined) continue;
        const { value: known, unknown } = state.expand(value);
        const tool = toolFor(key.text, known);
        if (tool !== undefined)
          yield hit(
            span,
            instruction.kind === 'env'
              ? `in the build and in every container ${tool} takes whoever answers for the right server`
              : `in the build ${tool} takes whoever answers for the right server`,
            { help: HELP },
          );
        else if (known === undefined) yield { notEvaluated: unknown ?? `the value of ${key.text} is not known` };
      }
    }
    for (const command of subject.commands())
      for (const { name, value, span } of settings(command)) {
        const tool = toolFor(name, value);
        if (tool !== undefined) yield hit(span, `${tool} takes whoever answers for the right server`, { help: HELP });
      }
  },
});

const HELP = 'remove it, and install the certificate of the authority that signs for the server';

function find(name: string): (typeof VARIABLES)[string] | undefined {
  const key = ANY_CASE.test(name) ? name.toUpperCase() : name;
  return Object.hasOwn(VARIABLES, key) ? VARIABLES[key] : undefined;
}

/** The tool that no longer checks. Git does not look at the value. */
function toolFor(name: string, value: string | undefined): string | undefined {
  const variable = find(name);
  if (variable === undefined || (value === undefined && variable.tool !== 'Git')) return undefined;
  return variable.off(value ?? '') ? variable.tool : undefined;
}

function hosts(value: string): boolean {
  return value
    .split(/[\s,]+/)
    .map(host => host.replace(/^https?:\/\//, '').replace(/:\d+$/, ''))
    .some(host => host !== '' && !isLoopback(host));
}

/** What a command puts into the environment of programs: before a command, by `export`, or by a later `export`. */
function* settings(command: Command): Iterable<{ name: string; value: string | undefined; span: Span }> {
  const { name, args, assignments, script } = command;
  if (name === 'export' || name === 'declare' || name === 'typeset') {
    const exported = name === 'export' || args.some(({ text }) => /^-\w*x/.test(text));
    for (const { text, value, span } of exported ? args : []) {
      const equals = text.indexOf('=');
      if (equals > 0) yield { name: text.slice(0, equals), value: value?.slice(equals + 1), span };
    }
  }
  for (const assignment of assignments) {
    if (find(assignment.name) === undefined) continue;
    const later =
      name === '' &&
      script.commands.some(each => each.name === 'export' && each.args.some(({ text }) => text === assignment.name));
    if (name !== '' || later) yield assignment;
  }
}
