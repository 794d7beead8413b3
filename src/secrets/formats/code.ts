/** Secrets of code hosts and of what builds and deploys code. */
import { each, type Format, format, mixed } from '../format.js';
import { isGitHub } from '../proofs/crc32.js';
import { hasKeys } from '../proofs/decoded.js';

export const CODE: readonly Format[] = [
  format(
    'github-token',
    'GitHub token',
    each(['gho', 'ghp', 'ghr', 'ghs', 'ghu'], ['_']),
    /(gh[oprsu]_[A-Za-z0-9]{36,255})(?![A-Za-z0-9_])/y,
    { proof: isGitHub },
  ),
  format(
    'github-fine-grained-token',
    'GitHub fine-grained token',
    ['github_pat_'],
    /(github_pat_[A-Za-z0-9_]{22,255})(?![A-Za-z0-9_])/y,
  ),
  format(
    'gitlab-access-token',
    'GitLab token',
    ['glpat-'],
    /(glpat-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[0-9a-z]{7,9})?)/y,
  ),
  format('gitlab-deploy-token', 'GitLab deploy token', ['gldt-'], /(gldt-[A-Za-z0-9_-]{20,300})/y),
  format(
    'gitlab-runner-token',
    'GitLab runner token',
    ['glrt-', 'glrtr-', 'GR1348941'],
    /((?:glrtr?-|GR1348941)[A-Za-z0-9_-]{20,300})/y,
  ),
  format('gitlab-job-token', 'GitLab job token', ['glcbt-'], /(glcbt-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-trigger-token', 'GitLab trigger token', ['glptt-'], /(glptt-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-feed-token', 'GitLab feed token', ['glft-'], /(glft-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-scim-token', 'GitLab SCIM token', ['glsoat-'], /(glsoat-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-mail-token', 'GitLab mail token', ['glimt-'], /(glimt-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-agent-token', 'GitLab agent token', ['glagent-'], /(glagent-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-application-secret', 'GitLab application secret', ['gloas-'], /(gloas-[A-Za-z0-9_-]{20,300})/y),
  format('gitlab-feature-flags-token', 'GitLab feature flags token', ['glffct-'], /(glffct-[A-Za-z0-9_-]{20,300})/y),
  format(
    'bitbucket-app-password',
    'Bitbucket app password',
    ['ATBB'],
    /(ATBB[A-Za-z0-9]{24}[A-F0-9]{8})(?![A-Za-z0-9_+/-])/y,
  ),
  format(
    'bitbucket-access-token',
    'Bitbucket access token',
    ['ATCTT3'],
    /(ATCTT3[A-Za-z0-9_-]{100,260}=[A-F0-9]{8})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'atlassian-token',
    'Atlassian token',
    ['ATATT3'],
    /(ATATT3[A-Za-z0-9_-]{100,260}=[A-F0-9]{8})(?![A-Za-z0-9_-])/y,
  ),
  format('trello-token', 'Trello token', ['ATTA'], /(ATTA[a-f0-9]{64}[A-F0-9]{8})(?![A-Za-z0-9_-])/y),
  format('azure-devops-token', 'Azure DevOps token', ['AZDO'], /([A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})(?![A-Za-z0-9])/y, {
    back: 76,
  }),
  format(
    'sourcegraph-token',
    'Sourcegraph token',
    ['sgp_'],
    /(sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'circleci-token',
    'CircleCI token',
    ['CCIPAT_', 'CCIPRJ_'],
    /(CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40})(?![A-Za-z0-9_-])/y,
  ),
  format('buildkite-token', 'Buildkite token', ['bkua_'], /(bkua_[a-f0-9]{40})(?![A-Za-z0-9_-])/y),
  format('sonar-token', 'Sonar token', each(['sqa', 'sqp', 'squ'], ['_']), /(sq[apu]_[a-f0-9]{40})(?![A-Za-z0-9_-])/y),
  format(
    'terraform-cloud-token',
    'Terraform Cloud token',
    ['.atlasv1.'],
    /([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70})(?![A-Za-z0-9_-])/y,
    { back: 14 },
  ),
  format('pulumi-token', 'Pulumi token', ['pul-'], /(pul-[a-f0-9]{40})(?![A-Za-z0-9_-])/y),
  format(
    'harness-token',
    'Harness token',
    ['pat.', 'sat.'],
    /([ps]at\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20})(?![A-Za-z0-9_-])/y,
  ),
  format('octopus-deploy-key', 'Octopus Deploy key', ['API-'], /(API-[A-Z0-9]{25,26})(?![A-Za-z0-9_-])/y, {
    proof: secret => /\d.*\d.*\d/.test(secret) && /[A-Z].*[A-Z].*[A-Z]/.test(secret.slice(4)),
  }),
  format('prefect-key', 'Prefect key', ['pnu_', 'pnb_'], /(pn[bu]_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])/y),
  format(
    'sentry-organization-token',
    'Sentry token',
    ['sntrys_eyJ'],
    /(sntrys_eyJ[A-Za-z0-9+/]{60,400}={0,2}_[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/_-])/y,
    {
      reach: 600,
      proof: secret => hasKeys(0, 'iat', 'url', 'org')(secret.slice(7, secret.lastIndexOf('_'))),
    },
  ),
  format('sentry-user-token', 'Sentry user token', ['sntryu_'], /(sntryu_[a-f0-9]{64})(?![A-Za-z0-9_-])/y),
  format('postman-key', 'Postman key', ['PMAK-'], /(PMAK-[a-f0-9]{24}-[a-f0-9]{34})(?![A-Za-z0-9_-])/y),
  format('readme-key', 'ReadMe key', ['rdme_'], /(rdme_[a-z0-9]{70})(?![A-Za-z0-9_-])/y),
  format('zuplo-key', 'Zuplo key', ['zpka_'], /(zpka_[a-f0-9]{32}_[a-f0-9]{8})(?![A-Za-z0-9_-])/y),
  format(
    'wakatime-key',
    'WakaTime key',
    ['waka_'],
    /(waka_[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![A-Za-z0-9_-])/y,
  ),
  format('checkly-key', 'Checkly key', ['cu_'], /(cu_[a-f0-9]{32})(?![A-Za-z0-9_-])/y),
  format('apify-token', 'Apify token', ['apify_api_'], /(apify_api_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
];
