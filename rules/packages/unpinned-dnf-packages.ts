import { defineRule } from '../../src/rule.js';
import { ALLOW, rpmInstalls, rpmName, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-dnf-packages',
  aliases: ['DL3041', '93d88cf7-f078-46a8-8ddc-178e03aeacf1'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: '`dnf`, `microdnf` or `tdnf` installs packages without saying which version.',
  why: `Two builds of the same file may get different packages, and when the newer one breaks something nobody sees what changed.

Write the version behind the name: \`nginx-1.24.0\`, \`openssl-1:3.0.7-24.el9\`, and the stream behind a module: \`nodejs:20\`. Or let the repository stand still, where there is a dated one: \`--releasever=2023.4.20240416\` on Amazon Linux. Fedora's
repositories drop old versions, and many teams want the newest fixes with every build; that is why this rule is not part of the usual preset. Numbers that belong to a name (\`java-21-openjdk\`, \`gcc-toolset-12\`) are not taken for a version.
Groups, files and packages in variables are left alone.`,
  options: ALLOW,
  bad: [
    { dockerfile: 'FROM fedora:40\nRUN dnf -y install git-2.45.0 rpm-sign && dnf clean all\n', at: 'rpm-sign' },
    {
      dockerfile:
        'FROM almalinux:9\nRUN microdnf install -y java-21-openjdk && tdnf install -y python3-pip && dnf module install -y nodejs\n',
      at: ['java-21-openjdk', 'python3-pip', 'nodejs'],
    },
    { dockerfile: "FROM fedora:40\nRUN dnf -y install 'perl(JSON)' git\n", at: "'perl(JSON)'" },
  ],
  good: [
    {
      dockerfile:
        "FROM fedora:40\nRUN dnf install -y gcc-c++-1.1.1 openssl-1:3.0.7-24.el9 'git >= 2.40' && dnf module install -y nodejs:20 && dnf install -y @nodejs:20\n",
    },
    {
      dockerfile:
        'FROM fedora:40\nRUN dnf -y group install "Development Tools" && dnf -y --setopt=x=y install @core ./a.rpm && dnf install -y /usr/bin/make\n',
    },
    {
      dockerfile:
        'FROM fedora:40\nENV V=2.51.0-2.fc42\nRUN dnf -y install git-core-${V} $PACKAGES && notdnf install tomcat\n',
    },
    {
      dockerfile: 'FROM amazonlinux:2023\nRUN dnf install -y --releasever=2023.4.20240416 git\n',
      note: 'a repository that does not change',
    },
  ],
  dockerfile: subject =>
    unpinned(
      subject,
      rpmInstalls(subject, 'dnf', 'microdnf', 'tdnf'),
      rpmName,
      'write the version behind the name: name-1.2.3',
    ),
});
