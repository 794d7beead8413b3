/** Names of images, as people write them and as archives do. */
import { ImageError } from '../model.js';
import { listed, shown } from '../text.js';

/** `docker.io/library/app:latest` for `app`: the name Docker means. Digests stay. */
function full(name: string): string {
  const [first = '', ...rest] = name.split('/');
  const hosted = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hosted ? name : `docker.io/${rest.length === 0 ? 'library/' : ''}${name}`;
  return /[:@][^/]*$/.test(path.slice(path.lastIndexOf('/'))) ? path : `${path}:latest`;
}

/** Do two names mean the same image? `app` is `app:latest` is `docker.io/library/app:latest`. */
export function sameName(one: string, other: string): boolean {
  return one === other || full(one) === full(other);
}

/** One of several images to choose from. */
export interface Choice {
  readonly names: readonly string[];
  /** 0-based, what `@` counts. */
  readonly index: number;
  /** Of the manifest or the configuration. */
  readonly digests: readonly string[];
}

/**
 * The images that `ref` means: by index (`@0`), by digest (`sha256:…`, also after an `@`), else by name.
 * @throws ImageError `not-found`, listing what is there
 */
export function choose<T extends Choice>(choices: readonly T[], ref: string, label: string): T[] {
  const index = /^@(\d{1,6})$/.exec(ref)?.[1];
  const digest = /(?:^|@)(sha(?:256|512):[0-9a-f]+)$/.exec(ref)?.[1];
  const found = choices.filter(choice =>
    index !== undefined
      ? choice.index === Number(index)
      : choice.names.some(name => sameName(name, ref)) || (digest !== undefined && choice.digests.includes(digest)),
  );
  if (found.length > 0) return found;
  throw new ImageError(
    'not-found',
    `${label} holds no image ${shown(ref)}; it holds ${listed(choices.map(nameOf))}: choose one of them with --ref.`,
  );
}

/** The name it was chosen by, else its first. */
export function nameFor(names: readonly string[], ref: string | undefined): string | undefined {
  return names.find(name => ref !== undefined && sameName(name, ref)) ?? names[0];
}

/** What to write to choose it. */
export function nameOf(choice: Choice): string {
  return choice.names[0] ?? `@${choice.index}`;
}

/** Says that there are several images and how to choose one. */
export function ambiguous(choices: readonly Choice[], label: string): ImageError {
  const all = choices.map(nameOf);
  // A name that two have chooses neither.
  const names = all.map((name, i) => (all.indexOf(name) === all.lastIndexOf(name) ? name : `@${choices[i]?.index}`));
  return new ImageError(
    'ambiguous',
    `${label} holds ${choices.length} images: ${listed(names)}; choose one, for example with --ref ${shown(names[0] ?? '')}.`,
  );
}
