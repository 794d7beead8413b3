const MARK = ':\\d+:\\d+: (?:error|warning|info): ';
/** The path ends at the first mark: no message can pass for a line of its own, and there is nothing to try twice. */
const START = `^((?:(?!${MARK}).)+):(\\d+):(\\d+): `;
const END = ': (.+) \\[([^\\s\\[\\]]+)\\]$';

/**
 * The problem matcher that makes a host understand the compact format, as JSON: for GitHub the file that
 * `::add-matcher::` names, for VS Code a `tasks.json`. Paths are relative to the checkout or the workspace folder.
 */
export function problemMatcher(host: 'vscode' | 'github'): string {
  return `${JSON.stringify(host === 'github' ? github() : vscode(), undefined, 2)}\n`;
}

/** GitHub drops lines whose severity is not error, warning or notice, so `info` has a matcher that says notice. */
function github(): object {
  const severe = {
    regexp: `${START}(error|warning)${END}`,
    file: 1,
    line: 2,
    column: 3,
    severity: 4,
    message: 5,
    code: 6,
  };
  const info = { regexp: `${START}info${END}`, file: 1, line: 2, column: 3, message: 4, code: 5 };
  return {
    problemMatcher: [
      { owner: 'plimsoll', pattern: [severe] },
      { owner: 'plimsoll-info', severity: 'notice', pattern: [info] },
    ],
  };
}

/** What `lint --watch` says before and after each run: between the two the problems of the last run are out of date. */
const BEGINS = '^plimsoll: linting$';
const ENDS = '^plimsoll: (?:passed|failed|nothing linted|incomplete), watching for changes$';

/** One task that lints once, and one that stays in the background and lints whenever something changes. */
function vscode(): object {
  const matcher = {
    owner: 'plimsoll',
    source: 'plimsoll',
    fileLocation: ['relative', '${workspaceFolder}'],
    pattern: {
      regexp: `${START}(error|warning|info)${END}`,
      file: 1,
      line: 2,
      column: 3,
      severity: 4,
      message: 5,
      code: 6,
    },
  };
  return {
    version: '2.0.0',
    tasks: [
      {
        label: 'plimsoll',
        type: 'shell',
        command: 'npx plimsoll lint --format compact .',
        group: 'test',
        presentation: { reveal: 'silent' },
        problemMatcher: matcher,
      },
      {
        label: 'plimsoll: watch',
        type: 'shell',
        command: 'npx plimsoll lint --watch --format compact .',
        isBackground: true,
        presentation: { reveal: 'never', panel: 'dedicated' },
        problemMatcher: {
          ...matcher,
          background: { activeOnStart: true, beginsPattern: BEGINS, endsPattern: ENDS },
        },
      },
    ],
  };
}
