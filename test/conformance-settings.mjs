// What the options of other tools' test cases are as settings of ours; used by whoever measures against such cases.

/** @returns settings for the folder of a case; `undefined` where its options say nothing to us */
export function settingsOf(options) {
  const config = options.config ?? {};
  const toml = options.toml_rules ?? {};
  const registries =
    options.trustedRegistries ?? config['trusted-registries'] ?? toml.hadolint?.DL3026?.['trusted-registries'];
  const rules = {};
  if (Array.isArray(registries)) rules['untrusted-registry'] = { registries };
  Object.assign(rules, labelRules(options));
  const git = config['buildx-git-labels'] ?? toml.tally?.labels?.['no-buildx-git-overlap']?.['buildx-git-labels'];
  if (git !== undefined) rules['label-written-by-buildx'] = { mode: gitLabels(git) };
  const minimum = config['min-labels'] ?? toml.tally?.labels?.['prefer-grouped']?.['min-labels'];
  if (Number.isInteger(minimum)) rules['ungrouped-labels'] = { minimum };
  const order = config.order ?? toml.tally?.labels?.['prefer-stable-order']?.order;
  if (typeof order === 'string') rules['unordered-labels'] = { order: order === 'lexical' ? 'lexical' : 'oci' };
  const commands = config.commands ?? toml.tally?.['require-secret-mounts']?.commands;
  if (commands !== null && typeof commands === 'object') rules['secret-mount-missing'] = { commands };
  const tally = toml.tally ?? {};
  if (tally['consistent-indentation'] !== undefined) rules['uneven-indentation'] = { mode: 'stages' };
  const most = tally['max-lines']?.max ?? toml['max-lines']?.max ?? config.max;
  if (Number.isInteger(most) && most > 0) rules['long-file'] = { maximum: most };
  for (const name of options.ignored ?? []) rules[name] = 'off';
  return Object.keys(rules).length === 0 ? undefined : { rules };
}

/** hadolint's schema of labels: each key is required, and its value is of a format; others are allowed unless it is strict. */
function labelRules(options) {
  const schema = options['label-schema'] ?? options.labelSchema;
  if (schema === null || typeof schema !== 'object') return {};
  const formats = Object.entries(schema).map(([key, format]) => [
    key,
    format === 'rawtext' || format === '' ? 'text' : format,
  ]);
  const labels = formats.map(([key]) => key);
  const rules = { 'missing-label': { labels }, 'invalid-label-value': { schema: Object.fromEntries(formats) } };
  return options['strict-labels'] === true ? { ...rules, 'unexpected-label': { labels } } : rules;
}

/** The values of BUILDX_GIT_LABELS. */
function gitLabels(value) {
  const text = String(value).toLowerCase();
  if (text === 'full') return 'full';
  return ['off', 'false', 'none', '0', ''].includes(text) ? 'off' : 'true';
}
