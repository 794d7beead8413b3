/** Which files of a folder are Dockerfiles, by name. The patterns in .pre-commit-hooks.yaml say the same. */

const DOCKERFILE = /^(?:.*\.)?(?:docker|container)file$|^(?:docker|container)file[.-]./i;

/** What only looks like one: ignore files, templates, prose, left-overs, sources, data and archives. */
const OTHER = new RegExp(
  [
    String.raw`\.(?:${[
      'dockerignore|containerignore',
      'j2|jinja|jinja2|tmpl|tpl|template|gotmpl|erb|ejs|in|mustache|hbs|handlebars|liquid|njk|m4|mako',
      'md|mdx|rst|txt|adoc|html?|pdf|license',
      'orig|rej|bak|swp|swo|tmp|diff|patch',
      'sh|bash|py|js|mjs|cjs|jsx|ts|mts|cts|tsx',
      'json|jsonc|yaml|yml|toml|xml|ini|csv|snap|lock|sha256|sig|asc',
      'tar|gz|tgz|bz2|xz|zst|zip|7z',
    ].join('|')})$`,
    '-(?:tmpl|tpl|template)$',
    '~$',
  ].join('|'),
  'i',
);

/** In small letters a source file (`dockerfile.go`); `Dockerfile.go` is the Dockerfile of something written in Go. */
const SOURCE = /^(?:docker|container)file\.(?:go|rs|java|kt|php|rb|pl|lua|c|h|cc|cpp|cs|swift|css|svg|png)$/;

/** A file of this name is linted when its folder is searched. */
export function isDockerfileName(name: string): boolean {
  return DOCKERFILE.test(name) && !OTHER.test(name) && !SOURCE.test(name);
}

/** A folder of this name is never searched. */
export function isSkippedFolder(name: string): boolean {
  return name === '.git' || name === 'node_modules';
}
