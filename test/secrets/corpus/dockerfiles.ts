/** Secrets in the text of a Dockerfile, in an image's configuration and in its history. */
import type { Name } from './passwords.js';
import { upper } from './passwords.js';
import type { Place } from './sample.js';

export interface TextCarrier {
  readonly place: Place;
  readonly carrier: string;
  /** Does the place say what a value is called, so that a name and a value are enough? */
  readonly named: boolean;
  text(name: Name, value: string): string;
}

const docker = (carrier: string, named: boolean, text: (name: Name, value: string) => string): TextCarrier => ({
  place: 'dockerfile',
  carrier: `Dockerfile ${carrier}`,
  named,
  text: (name, value) => `FROM debian:12\n${text(name, value)}\nUSER 1000\nCMD ["/app"]\n`,
});

/** Every place outside of files. */
export const TEXTS: readonly TextCarrier[] = [
  docker('ENV', true, (n, v) => `ENV ${upper(n)}=${v}`),
  docker('ENV, old form', true, (n, v) => `ENV ${upper(n)} ${v}`),
  docker('ENV among others', true, (n, v) => `ENV PORT=80 \\\n    ${upper(n)}="${v}" \\\n    MODE=x`),
  docker('ARG', true, (n, v) => `ARG ${upper(n)}=${v}`),
  docker('LABEL', false, (_, v) => `LABEL io.acme.source="${v}"`),
  docker('RUN', false, (_, v) => `RUN curl -fsS -H 'Authorization: Bearer ${v}' https://api.acme.io/a -o /a`),
  docker('RUN, export', false, (n, v) => `RUN export ${upper(n)}='${v}' && make install`),
  docker('heredoc', false, (n, v) => `RUN <<EOF\nset -e\necho "${upper(n)}=${v}" > /etc/app.env\nEOF`),
  docker('COPY heredoc', false, (n, v) => `COPY <<EOF /etc/app.env\nPORT=80\n${upper(n)}=${v}\nEOF`),
  docker('comment', false, (_, v) => `# used to be ${v}\nRUN true`),
  docker('CMD', false, (_, v) => `HEALTHCHECK CMD ["/probe", "--with", "${v}"]`),
  { place: 'env', carrier: 'configuration, Env', named: true, text: (n, v) => `${upper(n)}=${v}` },
  { place: 'label', carrier: 'configuration, Labels', named: false, text: (_, v) => v },
  { place: 'command', carrier: 'configuration, Cmd', named: false, text: (_, v) => `--credential=${v}` },
  {
    place: 'history',
    carrier: 'history, build argument',
    named: true,
    text: (n, v) => `RUN |2 ${upper(n)}=${v} MODE=x /bin/sh -c make install # buildkit`,
  },
  {
    place: 'history',
    carrier: 'history, classic builder',
    named: true,
    text: (n, v) => `/bin/sh -c #(nop)  ENV ${upper(n)}=${v}`,
  },
  {
    place: 'history',
    carrier: 'history, RUN',
    named: false,
    text: (_, v) => `RUN /bin/sh -c curl -H "X-Key: ${v}" https://api.acme.io/a -o /a # buildkit`,
  },
];
