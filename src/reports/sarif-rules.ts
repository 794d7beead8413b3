import type { RuleDescription } from '../report.js';
import type { AllowedBy, Severity } from '../rule.js';
import { plainMarkdown } from './markdown-text.js';

/** SARIF calls information `note`. */
export const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

const PROBLEM: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'recommendation' };
/** Scores as of CVSS, for GitHub: high, medium, low. */
const SECURITY: Readonly<Record<Severity, string>> = { error: '8.0', warning: '5.5', info: '2.0' };
/** Catalogues of security controls and weaknesses. */
const SECURITY_CONTROL = /^(?:CIS|CWE|NIST|PCI|OWASP|STIG|SOC|ISO)-/;
/** GitHub's limits. */
const LONGEST_TEXT = 1024;
const MOST_TAGS = 20;

/** A rule as a SARIF `reportingDescriptor`, with what GitHub code scanning reads from one. */
export function sarifRule(rule: RuleDescription): object {
  const why = plainMarkdown(rule.why);
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: shorten(rule.summary) },
    fullDescription: { text: shorten(why || rule.summary) },
    help: {
      text: [rule.summary, why, ...facts(rule), ...ways(rule, text => text)].filter(Boolean).join('\n\n'),
      markdown: markdown(rule),
    },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: properties(rule),
  };
}

function properties({ severity, confidence, topic, controls, aliases }: RuleDescription): object {
  const security = controls.some(control => SECURITY_CONTROL.test(control));
  const tags = [...(security ? ['security'] : []), topic, ...controls.map(tagOf)];
  return {
    tags: [...new Set(tags)].slice(0, MOST_TAGS),
    precision: confidence,
    'problem.severity': PROBLEM[severity],
    ...(security ? { 'security-severity': SECURITY[severity] } : {}),
    aliases,
  };
}

/** GitHub knows weaknesses by tags of this form. */
function tagOf(control: string): string {
  return control.startsWith('CWE-') ? `external/cwe/${control.toLowerCase()}` : control;
}

function markdown(rule: RuleDescription): string {
  return [rule.summary, rule.why, ...facts(rule), ...ways(rule, text => `\`${text}\``)].filter(Boolean).join('\n\n');
}

function facts({ aliases, controls }: RuleDescription): string[] {
  return [
    ...(controls.length > 0 ? [`Controls: ${controls.join(', ')}`] : []),
    ...(aliases.length > 0 ? [`Also known as: ${aliases.join(', ')}`] : []),
  ];
}

/** How to allow it, a sentence each. */
function ways({ id, allowedBy }: RuleDescription, code: (text: string) => string): string[] {
  const told: Readonly<Record<AllowedBy, string>> = {
    comment: `To allow it in a Dockerfile, write this above the instruction: ${code(`# plimsoll allow ${id} -- reason`)}`,
    path: `To allow it in an image by its path, write this in .plimsoll.yaml: ${code(`rules: { ${id}: { allow: ['path/**'] } }`)}`,
    off: `To allow it in images, write this in .plimsoll.yaml: ${code(`rules: { ${id}: off }`)}`,
  };
  return allowedBy.map(way => told[way]);
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** At most as many UTF-16 code units as GitHub takes, never half a character. */
function shorten(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const kept = text.slice(0, LONGEST_TEXT - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}
