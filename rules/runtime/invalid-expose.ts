import { defineRule, hit, replacing } from '../../src/rule.js';
import { mistakenPort, readPort } from '../_share/ports.js';

export default defineRule({
  id: 'invalid-expose',
  aliases: ['ExposeInvalidFormat', 'tally/buildkit/ExposeInvalidFormat', 'expose_host_port'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'EXPOSE is given a host port or an address.',
  why: `EXPOSE only notes on which ports the program in the container listens. Which port or address of the host that becomes is said when the container starts, \`docker run -p 127.0.0.1:8080:80\`; in
EXPOSE the rest is dropped today and will be refused by a later builder.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nEXPOSE 8080:80 127.0.0.1:53:53/udp\n',
      at: ['8080:80', '127.0.0.1:53:53/udp'],
      fixed: 'FROM debian:12\nEXPOSE 80 53/udp\n',
    },
    { dockerfile: 'FROM debian:12\nEXPOSE [::1]:80:80\n', at: '[::1]:80:80' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nEXPOSE 80 443/tcp 8000-8010/udp $PORT ${A}:${B}\n' },
    { dockerfile: 'FROM debian:12\nEXPOSE 8080::80 80:80/rdp\n', note: 'the builder refuses these already' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('expose')) {
      for (const word of instruction.args) {
        if (word.text.includes('$') || mistakenPort(word.text) !== undefined) continue;
        const port = readPort(word.text);
        if (port === undefined || port.prefix === '') continue;
        const own = word.text.slice(port.prefix.length);
        yield hit(
          word.span,
          `EXPOSE takes the port inside the container only, not ${port.prefix.includes('.') || port.prefix.includes('[') ? 'an address' : 'a port of the host'}`,
          {
            help: `write ${own}, and -p ${word.text} when the container starts`,
            fix: replacing(word.span, own, `Write ${own}`, 'review'),
          },
        );
      }
    }
  },
});
