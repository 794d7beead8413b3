import { defineRule, hit } from '../../src/rule.js';
import { readPort } from '../_share/ports.js';

export default defineRule({
  id: 'port-out-of-range',
  aliases: [
    'DL3011',
    'tally/hadolint/DL3011',
    'DS-0008',
    'AVD-DS-0008',
    'DS008',
    'docker-port-out-of-range',
    '71bf8cf8-f0a1-42fa-b9d2-d10525e0a38e',
    'INVALID_PORT',
    'invalid_port',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'EXPOSE names a port that does not exist.',
  why: `Ports go from 1 to 65535. The builder refuses a higher one, and a range whose end comes before its start. Port 0 asks for any free port when a program binds, and means nothing in EXPOSE. A variable is judged by its
default, where it has one.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nEXPOSE 80000 65530-65540/tcp 0 99999999999\n',
      at: ['80000', '65530-65540/tcp', '0', '99999999999'],
    },
    { dockerfile: 'FROM debian:12\nARG PORT=70000\nEXPOSE $PORT\n', at: '$PORT' },
    { dockerfile: 'FROM debian:12\nEXPOSE 90-80\n', at: '90-80' },
  ],
  good: [{ dockerfile: 'FROM debian:12\nEXPOSE 1 65535/udp 8000-8010 $PORT ${A}-${B}/tcp\n' }],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('expose')) {
      for (const word of instruction.args) {
        const { value } = subject.stateBefore(instruction).expand(word);
        const port = value === undefined ? undefined : readPort(value);
        if (port === undefined) continue;
        if (port.from > 65_535 || port.to > 65_535 || port.from === 0)
          yield hit(word.span, `ports go from 1 to 65535, ${value} is outside`);
        else if (port.from > port.to) yield hit(word.span, `the range ${value} ends before it begins`);
      }
    }
  },
});
