/** What stands in pages of Markdown. */

/** A fenced block. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The file that its first comment names. */
  readonly file: string | undefined;
}

/** The fenced blocks of a page, in their order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
    file: /^(?:#!.*\n)?(?:#|\/\/) (\S*[./]\S*|Jenkinsfile)\n/.exec(text)?.[1],
  }));
}

/** The rows of a page's tables whose first cell is code: that, and the next cell. */
export function rowsOf(page: string): Map<string, string> {
  return new Map([...page.matchAll(/^\| `([^`]+)` \| ([^|]*) \|$/gm)].map(([, name = '', text = '']) => [name, text]));
}

/** A page without its code, in which what looks like a link is none. */
export function withoutCode(page: string): string {
  return page.replace(/^```.*?^```$/gms, '').replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '``');
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
  return plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The anchors of a page: of its headings, numbered where they repeat, and those that it sets itself. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [, heading = ''] of page.replace(/^```.*?^```$/gms, '').matchAll(/^#{1,6} (.*)$/gm)) {
    const anchor = anchorOf(heading);
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    anchors.add(count === 0 ? anchor : `${anchor}-${count}`);
  }
  for (const [, id = ''] of page.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}
