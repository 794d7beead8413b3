/** Every format, as `--format` names it. */
export const FORMATS = [
  'text',
  'compact',
  'json',
  'sarif',
  'github',
  'gitlab',
  'gitlab-sast',
  'junit',
  'checkstyle',
  'rdjson',
  'rdjsonl',
  'sonarqube',
  'azure',
  'teamcity',
  'markdown',
  'html',
  'agent',
] as const;
export type Format = (typeof FORMATS)[number];
