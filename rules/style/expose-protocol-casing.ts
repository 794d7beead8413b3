import { defineRule, hit, replacing } from '../../src/rule.js';
import { PROTOCOLS } from '../_share/ports.js';

export default defineRule({
  id: 'expose-protocol-casing',
  aliases: ['ExposeProtoCasing', 'tally/buildkit/ExposeProtoCasing'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The protocol of EXPOSE is not written in small letters.',
  why: `The image's configuration holds protocols in small letters, and so does every tool that prints them. Docker mends the case today and says that a later builder may not.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nEXPOSE 80/TCP 53/Udp 22\n',
      at: ['TCP', 'Udp'],
      fixed: 'FROM debian:12\nEXPOSE 80/tcp 53/udp 22\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nEXPOSE 80/tcp 53/udp 9/sctp $PORT/$PROTO\n' },
    { dockerfile: 'FROM debian:12\nEXPOSE 80/TCPs\n', note: 'no protocol, in any case' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('expose')) {
      for (const word of instruction.args) {
        const slash = word.text.lastIndexOf('/');
        const protocol = slash === -1 ? '' : word.text.slice(slash + 1);
        if (protocol === protocol.toLowerCase() || !PROTOCOLS.has(protocol.toLowerCase())) continue;
        const span = word.part(slash + 1, word.length);
        yield hit(span, `the protocol ${protocol} is not written in small letters`, {
          help: `write ${protocol.toLowerCase()}`,
          fix: replacing(span, protocol.toLowerCase(), 'Write it in small letters'),
        });
      }
    }
  },
});
