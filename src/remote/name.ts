/** Names of images in registries, after the grammar of distribution's `reference` package. */
import { shown, withoutUserinfo } from '../image/text.js';
import type { ImageName } from './types.js';

/** The host that is meant when none is written, and the names it had before. */
const DEFAULT_HOST = 'docker.io';
const LEGACY_HOST = 'index.docker.io';

/** No part may be longer, so a longer text is no name; stops the patterns below from being given a book. */
const LONGEST = 1024;

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9A-Fa-f:]+\\])(?::(\\d{1,5}))?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Is it a tag? */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Is the first part of a path a host, rather than a part of a repository of Docker Hub? */
function isHost(first: string): boolean {
  return /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
}

function hostProblem(host: string): string | undefined {
  const found = HOST.exec(host);
  if (found === null) return `${shown(host)} is no name of a host: write it as registry.example.com:5000`;
  return found[1] !== undefined && Number(found[1]) > 65535
    ? `${shown(host)} has a port above 65535: correct it`
    : undefined;
}

function repositoryProblem(repository: string): string | undefined {
  if (repository === '') return 'the repository is missing: write one after the host';
  if (repository !== repository.toLowerCase())
    return `${shown(repository)} has capital letters, and repositories have none: write ${shown(repository.toLowerCase())}`;
  if (repository.length > 255) return 'the repository has more than 255 characters: correct it';
  const wrong = repository.split('/').find(part => !COMPONENT.test(part));
  return wrong === undefined
    ? undefined
    : `${wrong === '' ? 'an empty part' : shown(wrong)} cannot be a part of a repository: use letters, digits and single . _ - between them`;
}

/** What a text means, or why it is no name, without its subject and full stop. */
function read(text: string): ImageName | string {
  if (text === '') return 'it is empty: write one like nginx:1.27';
  if (text.length > LONGEST) return `it has more than ${LONGEST} characters: correct it`;
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const whole = at === -1 ? text : text.slice(0, at);
  if (digest !== undefined && !DIGEST.test(digest))
    return `${shown(digest) || 'nothing'} after the @ is no digest: write sha256: and 64 hexadecimal digits`;
  const colon = whole.lastIndexOf(':');
  const hasTag = colon > whole.lastIndexOf('/');
  const tag = hasTag ? whole.slice(colon + 1) : undefined;
  if (tag !== undefined && !TAG.test(tag))
    return `${shown(tag) || 'nothing'} after the colon is no tag: use at most 128 letters, digits and . _ -, of which . and - do not come first`;
  const path = hasTag ? whole.slice(0, colon) : whole;
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  const hosted = slash !== -1 && isHost(first);
  const host = hosted ? (first === LEGACY_HOST ? DEFAULT_HOST : first) : DEFAULT_HOST;
  const rest = hosted ? path.slice(slash + 1) : path;
  const problem = (hosted ? hostProblem(host) : undefined) ?? repositoryProblem(rest);
  if (problem !== undefined) return problem;
  if (!hosted && /^[0-9a-f]{64}$/.test(rest)) return 'it is an identifier of 64 digits: write a name, or NAME@sha256:…';
  const repository = host === DEFAULT_HOST && !rest.includes('/') ? `library/${rest}` : rest;
  return { host, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest };
}

/**
 * The name of an image: `[host/]repository[:tag][@digest]`. Without a host Docker Hub is meant (`library/` for a name of
 * one part), without tag and digest the tag `latest`. Digests are sha256 or sha512.
 * @returns `undefined` for what is none; `whyNoName` tells why
 */
export function parseName(text: string): ImageName | undefined {
  const name = read(text);
  return typeof name === 'string' ? undefined : name;
}

/** Why a text is no name: one sentence with what mends it; `undefined` if it is one. */
export function whyNoName(text: string): string | undefined {
  const why = read(text);
  const named = withoutUserinfo(text);
  if (named !== text)
    return `${shown(named)} has a user name and a password in front: leave them out, and give --username with --password-stdin or run docker login.`;
  return typeof why === 'string' ? `${shown(text) || 'An empty text'} is no name of an image: ${why}.` : undefined;
}

/** The full name: `docker.io/library/nginx:1.27@sha256:…` */
export function nameText({ host, repository, tag, digest }: ImageName): string {
  return `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The host that is asked: Docker Hub's registry has another name than its images. */
export function apiHost(host: string): string {
  return host === DEFAULT_HOST ? 'registry-1.docker.io' : host;
}
