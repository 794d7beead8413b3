import {
  type Argument,
  type Command,
  type DockerfileSubject,
  defineRule,
  hit,
  type Pipeline,
  type Script,
  type Span,
} from '../../src/rule.js';
import { downloadCall, hostOf, isLoopback } from '../_share/downloads.js';

const SHELL = /^(r?ba|da|a|z|m?k|t?c|fi)?sh$/;
const LANGUAGE = /^(python[\d.]*|perl|ruby|node|nodejs|php[\d.]*|deno|bun)$/;
/** Flags with which an interpreter takes its program from its words, not from what it reads. */
const OWN_PROGRAM = /^-([a-zA-Z]*[cenpr]|m|-eval|-print)$/;

export default defineRule({
  id: 'download-piped-to-shell',
  aliases: [],
  controls: ['CIS-4.11', 'CWE-494'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'What a server answers is run at once.',
  why: `Nobody has seen the program that runs, neither you nor the next build, which may get another one: a new version, an error page, or what somebody who has taken over the server put there. When the
connection breaks, the first half of the program has been run already.

Download to a file, check it against a digest that stands in the Dockerfile (\`ADD --checksum=sha256:… https://… /x\`, or \`echo "… /x" | sha256sum -c\`), then run it; or install the same from a package or
another image with \`COPY --from=\`. Pipes into \`tar\`, \`gpg\`, \`jq\` or \`tee\` run nothing and are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN curl -fsSL https://example.com/install.sh | sudo -E bash -\n',
      at: '| sudo -E bash -',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN wget -qO- https://example.com/x.gz | gunzip | sh -s -- -y; (curl https://example.com/get.py) | python3 -\n',
      at: ['| sh -s -- -y', '| python3 -'],
    },
    {
      dockerfile:
        'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN bash <(curl -s https://example.com) --yes && source <(wget -O - https://example.com)\n',
      at: ['<(curl -s https://example.com)', '<(wget -O - https://example.com)'],
    },
    {
      dockerfile:
        'FROM debian:12\nRUN sh -c "$(curl -fsSL https://example.com)" && eval "`curl -s https://example.com`" && bash <<< $(curl https://example.com)\n',
      at: ['"$(curl -fsSL https://example.com)"', '"`curl -s https://example.com`"', '$(curl https://example.com)'],
    },
    { dockerfile: 'FROM debian:12\nRUN ["bash", "-c", "curl https://example.com | sh"]\n', at: '| sh' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl https://example.com/k | gpg --dearmor > /k && curl https://example.com/x | tar xz && curl https://example.com/j | jq . | tee /j\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl https://example.com/j | python3 -c "import sys" && curl https://example.com/j | python3 -m json.tool && curl https://example.com | perl -ne print && curl https://example.com | node -p 1\n',
      note: 'the program is theirs, what they read is data',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN wget https://example.com/x | sh; curl -o /x https://example.com | bash; curl https://example.com | bash /filter.sh\n',
      note: 'nothing goes into the pipe, or not as a program',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN sh -c "echo $(curl -s https://example.com/version)" && V="$(curl -s https://example.com)" && cat x | sh && curl http://localhost:80/x | sh\n',
    },
  ],
  history: true,
  badImages: [
    {
      image: {
        history: ['RUN /bin/sh -c curl -fsSL https://example.com/install.sh | sh # buildkit'],
        layers: [{ a: '' }],
      },
      at: '',
    },
    {
      image: {
        history: ['|1 V=1 /bin/bash -o pipefail -c wget -qO- https://example.com/$V | bash'],
        layers: [{ a: '' }],
      },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [
    { image: { history: ['RUN /bin/sh -c curl https://example.com/x | tar xz # buildkit'], layers: [{ a: '' }] } },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run'))
      for (const script of subject.scripts(instruction))
        for (const span of [...piped(script), ...substituted(script, subject)].sort((a, b) => a.start - b.start))
          yield hit(span, 'whatever the server answers is run at once, unseen and unchecked', {
            help: 'download to a file, check its digest, then run it',
          });
  },
});

function* piped(script: Script): Iterable<Span> {
  for (const pipeline of script.pipelines) {
    const segments = segmentsOf(script, pipeline);
    const from = segments.findIndex(commands => commands.some(fetches));
    const to = segments.findIndex((commands, i) => from !== -1 && i > from && commands.some(runsInput));
    const operator = pipeline.operators[to - 1];
    const end = pipeline.parts[to]?.span.end ?? segments[to]?.find(runsInput)?.span.end;
    if (to > 0 && operator !== undefined && end !== undefined) yield { start: operator.start, end };
  }
}

/** The commands of each part of a pipe, those behind wrappers and inside brackets too. */
function segmentsOf({ commands }: Script, pipeline: Pipeline): Command[][] {
  const segments: Command[][] = pipeline.parts.map(() => []);
  const { operators, span } = pipeline;
  let low = 0;
  for (let high = commands.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((commands[middle] as Command).span.start < span.start) low = middle + 1;
    else high = middle;
  }
  for (let segment = 0; low < commands.length; low++) {
    const command = commands[low] as Command;
    if (command.span.start >= span.end) break;
    while (segment < operators.length && command.span.start > (operators[segment] as Span).start) segment++;
    const part = pipeline.parts[segment];
    const belongs =
      part === undefined ? !command.inside.substitution : command === part || command.wrappers.includes(part);
    if (belongs) segments[segment]?.push(command);
  }
  return segments;
}

/** It puts what a server answers on standard output. */
function fetches(command: Command): boolean {
  const call = downloadCall(command);
  if (call === undefined || !call.toOutput) return false;
  const hosts = call.urls.map(hostOf);
  return hosts.length === 0 || !hosts.every(host => typeof host === 'string' && isLoopback(host));
}

/** An interpreter that takes its program from standard input. */
function runsInput({ name = '', args, wrappers, redirects }: Command): boolean {
  if (wrappers.some(wrapper => wrapper.name === 'xargs') || redirects.some(({ operator }) => operator.startsWith('<')))
    return false;
  const words = args.map(({ value, text }) => value ?? text);
  if (SHELL.test(name)) {
    if (words.some(word => /^-[a-z]*c$/.test(word))) return false;
    if (words.some(word => /^-[a-z]*s$/.test(word))) return true;
  } else if (!LANGUAGE.test(name) || words.some(word => OWN_PROGRAM.test(word))) return false;
  const file = words.find((word, i) => !/^[-+]./.test(word) && !/^[-+][a-z]*o$/.test(words[i - 1] ?? ''));
  return file === undefined || file === '-' || file === '/dev/stdin';
}

/** `bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(curl …)"`, `. <(curl …)`, `bash <<< "$(curl …)"` */
function* substituted({ commands }: Script, { file }: DockerfileSubject): Iterable<Span> {
  for (const [i, command] of commands.entries()) {
    for (const { span } of programsOf(command)) {
      const text = file.text.slice(span.start, span.end);
      const opening = /^"?(<\(|\$\(|`)\s*/.exec(text)?.[0];
      if (opening === undefined) continue;
      const start = span.start + opening.length;
      for (let next = i + 1; next < commands.length; next++) {
        const inner = commands[next] as Command;
        if (inner.span.start > start) break;
        if (inner.span.start === start && fetches(inner)) {
          yield span;
          break;
        }
      }
    }
  }
}

/** The words that a command runs as a program. */
function programsOf({ name = '', args, redirects }: Command): Argument[] {
  if (name === 'eval' || name === '.' || name === 'source') return args.slice(0, 1);
  if (!SHELL.test(name) && !LANGUAGE.test(name)) return [];
  const at = args.findIndex(({ value }) => value === undefined || !/^[-+]/.test(value));
  const fed = redirects.flatMap(({ operator, target }) =>
    operator === '<<<' || operator === '<' ? (target ?? []) : [],
  );
  return [...args.slice(Math.max(at, 0), at + 1), ...fed];
}
