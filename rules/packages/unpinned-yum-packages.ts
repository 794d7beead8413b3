import { defineRule } from '../../src/rule.js';
import { ALLOW, rpmInstalls, rpmName, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-yum-packages',
  aliases: ['DL3033', '6452c424-1d92-4deb-bb18-a03e95d579c4'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: '`yum install` installs packages without saying which version.',
  why: `Two builds of the same file may get different packages, and when the newer one breaks something nobody sees what changed.

Write the version behind the name: \`tomcat-9.0.1\`, \`openssl-1:1.1.1k-7.el8\`, and the stream behind a module: \`tomcat:9\`. Repositories may drop old versions, and many teams want the newest fixes with every build; that is
why this rule is not part of the usual preset. Numbers that belong to a name (\`java-11-openjdk\`, \`gcc-toolset-12\`) are not taken for a version. Groups, files and packages in variables are left alone.`,
  options: ALLOW,
  bad: [
    { dockerfile: 'FROM centos:7\nRUN yum -y install curl tomcat-9.2 && yum clean all\n', at: 'curl' },
    {
      dockerfile:
        'FROM almalinux:8\nRUN yum install -y java-11-openjdk && yum install -y java-1.8.0-openjdk-devel && yum install -y gcc-toolset-12 glibc.i686\n',
      at: ['java-11-openjdk', 'java-1.8.0-openjdk-devel', 'gcc-toolset-12'],
      note: 'numbers that are part of the name',
    },
    { dockerfile: 'FROM almalinux:8\nRUN yum module install -y tomcat\n', at: 'tomcat' },
  ],
  good: [
    {
      dockerfile:
        "FROM almalinux:8\nRUN yum -y install tomcat-9.2 gcc-c++-8.5.0 openssl-1:1.1.1k-7.el8 java-1.8.0-openjdk-1.8.0.312.b07-2.el8 'nginx-1.2*' less-590 kernel-headers-4.18.0-305.el8.x86_64\n",
    },
    {
      dockerfile:
        'FROM almalinux:8\nRUN yum module install -y tomcat:9 && yum install -y @nodejs:18 nodejs:18 @development\n',
    },
    {
      dockerfile:
        'FROM almalinux:8\nRUN yum install -y https://example.com/x-latest-7.noarch.rpm ./y.rpm /usr/bin/z && yum localinstall -y z.rpm\n',
    },
    {
      dockerfile:
        'FROM almalinux:8\nARG V=2.51\nARG P\nRUN yum -y install git-${V} $P && yum groupinstall -y "Development Tools" && yum update -y curl\n',
    },
    { dockerfile: 'FROM centos:7\nRUN yum -y install epel-release\n', options: { allow: ['epel-*'] } },
  ],
  dockerfile: subject =>
    unpinned(subject, rpmInstalls(subject, 'yum'), rpmName, 'write the version behind the name: name-1.2.3'),
});
