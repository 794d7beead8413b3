import { defineRule } from '../../src/rule.js';
import { rpmPrompts } from '../_share/prompts.js';

export default defineRule({
  id: 'yum-prompt',
  aliases: ['DL3030', 'tally/hadolint/DL3030', '6e19193a-8753-436d-8a09-76dcff91bb03'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A call of `yum` asks before it goes on, and nobody can answer in a build.',
  why: `yum shows what it is about to do and asks "Is this ok". In a build there is no terminal: it takes that for a no, and the build stops.

Add \`-y\`. This holds for updating and removing as well as for installing.`,
  bad: [
    {
      dockerfile: 'FROM centos:7\nRUN yum install curl && yum -q update && yum -y install git\n',
      at: ['yum install', 'yum -q update'],
      fixed: 'FROM centos:7\nRUN yum install -y curl && yum -q update -y && yum -y install git\n',
    },
    { dockerfile: 'FROM centos:7\nRUN ["yum", "groupinstall", "Development Tools"]\n', at: 'yum", "groupinstall' },
  ],
  good: [
    {
      dockerfile:
        'FROM centos:7\nRUN yum -qy install a; yum install b --assumeyes; yum --setopt=assumeyes=1 install c; yum-config-manager --enable x; yum list; yum makecache\n',
    },
    { dockerfile: 'FROM centos:7\nRUN yes | yum install curl\n' },
    { dockerfile: 'FROM centos:7\nRUN echo "assumeyes=1" >> /etc/yum.conf\nRUN yum install curl\n' },
    {
      dockerfile: 'FROM centos:7\nARG OPTIONS\nRUN yum $OPTIONS install curl; yum install $OPTIONS git\n',
      note: 'nobody knows',
    },
  ],
  dockerfile: subject => rpmPrompts(subject, 'yum'),
});
