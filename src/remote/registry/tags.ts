/** The tags of a repository. */
import { ImageError } from '../../image/model.js';
import { isObject, JSON_LIMIT, parseJson, shown } from '../../image/text.js';
import { isTag } from '../name.js';
import { refusal } from './refusal.js';
import type { Registry } from './session.js';

const PAGES = 1000;
/** Tags of a page, and of all of them together. */
const PAGE = 10_000;
const ALL = 1_000_000;

/** The URL of the next page (RFC 8288), if a page names one. */
export function nextIn(headers: readonly string[], from: URL): URL | undefined {
  for (const header of headers)
    for (const [, target = '', params = ''] of header.matchAll(/<([^<>]*)>((?:\s*;\s*[^,;<>]*)*)/g))
      if (
        /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)\s*(?:;|$)/i.test(params) &&
        URL.canParse(target, from.href)
      )
        return new URL(target, from.href);
  return undefined;
}

/**
 * The tags of a repository, in the order in which the registry gives them.
 * @param most stop when so many are there
 * @throws ImageError
 */
export async function fetchTags(registry: Registry, most: number = ALL): Promise<string[]> {
  const { host, repository } = registry.name;
  const what = `the tags of ${host}/${repository}`;
  const tags: string[] = [];
  const seen = new Set<string>();
  let url: URL | undefined = registry.url('tags/list');
  while (url !== undefined && tags.length < most) {
    seen.add(url.href);
    const answer = await registry.get(url, { accept: 'application/json', what, small: JSON_LIMIT });
    if (answer.status !== 200) throw await refusal(answer, registry, what);
    const next = nextIn(answer.headers('link'), url);
    const page = parseJson(await answer.bytes(JSON_LIMIT), `A page with ${what}`);
    const listed: unknown = isObject(page) ? page.tags : undefined;
    // A repository without tags may say null.
    if (!isObject(page) || (listed !== null && listed !== undefined && !Array.isArray(listed)))
      throw new ImageError('corrupt', `A page with ${what} is no list of tags: check the host and the port.`);
    const many = Array.isArray(listed) ? listed : [];
    if (many.length > PAGE) throw tooMany(what, `${PAGE} tags on a page`);
    // Anything else is no tag that could be asked for.
    for (const tag of many) if (typeof tag === 'string' && isTag(tag)) tags.push(tag);
    if (next !== undefined) {
      if (next.host !== url.host)
        throw new ImageError(
          'unsupported',
          `${shown(url.host)} says that ${what} go on at ${shown(next.host)}, and another host is not asked: ask who runs the registry.`,
        );
      // Registries behind something that speaks TLS for them write http.
      next.protocol = url.protocol;
      if (seen.has(next.href))
        throw new ImageError('corrupt', `The pages with ${what} go round in a circle: ask who runs the registry.`);
      if (seen.size >= PAGES) throw tooMany(what, `${PAGES} pages`);
      if (tags.length >= ALL && most >= ALL) throw tooMany(what, `${ALL} tags`);
    }
    url = next;
  }
  return tags.slice(0, most);
}

function tooMany(what: string, bound: string): ImageError {
  return new ImageError('too-large', `There are too many of ${what}, more than ${bound}: name the tag you want.`);
}
