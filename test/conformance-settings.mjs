// What the options of other tools' test cases are as settings of ours; used by whoever measures against such cases.

/** @returns settings for the folder of a case; `undefined` where its options say nothing to us */
export function settingsOf(options) {
  const config = options.config ?? {};
  const registries =
    options.trustedRegistries ??
    config['trusted-registries'] ??
    options.toml_rules?.hadolint?.DL3026?.['trusted-registries'];
  const rules = {};
  if (Array.isArray(registries)) rules['untrusted-registry'] = { registries };
  for (const name of options.ignored ?? []) rules[name] = 'off';
  return Object.keys(rules).length === 0 ? undefined : { rules };
}
