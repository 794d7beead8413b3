/** Samples with a secret in them. */
import { TEXTS } from './dockerfiles.js';
import { FILES } from './files.js';
import { type Key, makeKeys } from './keys.js';
import { type Name, type Setting, setting } from './passwords.js';
import type { Random } from './random.js';
import type { Draft } from './sample.js';
import { STORES } from './stores.js';
import { TOKENS } from './tokens.js';

/** A setting whose name tells nothing: the token has to prove itself. */
const QUIET: readonly Name[] = [['upstream'], ['publish', 'with'], ['remote'], ['gateway', 'setting']];

/** So many samples of each token. */
const TIMES = 6;

/** Makes them. Each has a secret of its own. */
export function positives(random: Random): Draft[] {
  const drafts: Draft[] = [];
  const inText = (at: number, { name, value }: Setting, what: string) => {
    const carrier = TEXTS[at % TEXTS.length] as (typeof TEXTS)[number];
    const content = carrier.text(name, value);
    drafts.push({ place: carrier.place, carrier: carrier.carrier, content, label: 'secret', what, secret: value });
  };
  const inFile = (at: number, { name, value }: Setting, what: string, list = FILES) => {
    const { carrier, path, text } = list[at % list.length] as (typeof FILES)[number];
    const place = at % 7 === 3 ? 'deleted file' : 'file';
    const content = text(name, value, random);
    drafts.push({ place, carrier: `file, ${carrier}`, path, content, label: 'secret', what, secret: value });
  };

  let turn = 0;
  for (const { what, make } of TOKENS) {
    for (let i = 0; i < TIMES; i++) {
      const one = { name: random.pick(QUIET), value: make(random) };
      if (i % 3 === 0) inText(turn, one, what);
      else inFile(turn, one, what);
      turn++;
    }
  }
  const named = TEXTS.map((carrier, at) => ({ carrier, at })).filter(({ carrier }) => carrier.named);
  for (const { at } of named) for (let i = 0; i < 5; i++) inText(at, setting(random), 'password by name and value');
  const settings = FILES.filter(file => file.settings);
  for (let i = 0; i < settings.length * 5; i++) inFile(i, setting(random), 'password by name and value', settings);
  for (const key of makeKeys()) drafts.push(...withKey(key));
  for (const { path, what, text } of STORES)
    for (let i = 0; i < 2; i++) {
      const [content, secret] = text(random);
      drafts.push({ place: 'file', carrier: 'file, credential store', path, content, label: 'secret', what, secret });
    }
  return drafts;
}

/** A key as it stands in files of several kinds. */
function* withKey({ what, name, content, secret }: Key): Iterable<Draft> {
  const draft = (carrier: string, path: string, text: string | Uint8Array): Draft => ({
    place: 'file',
    carrier: `file, ${carrier}`,
    path,
    content: text,
    label: 'secret',
    what,
    secret,
  });
  yield draft('key', `tls/${name}`, content);
  yield draft('key by another name', `data/${what.length}.bin`, content);
  yield { ...draft('key, deleted', `root/${name}`, content), place: 'deleted file' };
  if (typeof content !== 'string' || !content.startsWith('-----')) return;
  const indented = content.trim().split('\n').join('\n    ');
  yield draft('key in YAML', 'config/tls.yaml', `tls:\n  cert: none\n  data: |\n    ${indented}\n`);
  yield draft('key in JSON', 'config/tls.json', JSON.stringify({ type: 'x', data: content, id: 7 }));
  const copy = `FROM debian:12\nCOPY <<EOF /etc/tls.pem\n${content}EOF\nUSER 1000\n`;
  yield { ...draft('key', '', copy), place: 'dockerfile', carrier: 'Dockerfile heredoc with a key' };
}
