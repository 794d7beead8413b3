import { agent } from './agent.js';
import { azure } from './azure.js';
import { checkstyle } from './checkstyle.js';
import { compact } from './compact.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { gitlabSast } from './gitlab-sast.js';
import { html } from './html.js';
import type { Format, Reporter } from './index.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { rdjson, rdjsonl } from './rdjson.js';
import { sarif } from './sarif.js';
import { sonarqube } from './sonarqube.js';
import { teamcity } from './teamcity.js';
import { text } from './text.js';

/** The reporter of each format. */
export const reporters: Readonly<Record<Format, Reporter>> = {
  text,
  compact,
  json,
  sarif,
  github,
  gitlab,
  'gitlab-sast': gitlabSast,
  junit,
  checkstyle,
  rdjson,
  rdjsonl,
  sonarqube,
  azure,
  teamcity,
  markdown,
  html,
  agent,
};
