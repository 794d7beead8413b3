import { defineRule, hit } from '../../src/rule.js';
import { mistakenPort } from '../_share/ports.js';

export default defineRule({
  id: 'invalid-port',
  aliases: ['INVALID_PROTO', 'INVALID_PORT', 'invalid_port', 'tally/hadolint/DL3011'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'EXPOSE is given something that is no port.',
  why: `EXPOSE takes numbers, one or a range, and after a slash tcp, udp or sctp. A name (\`http\`), a list with commas or another protocol ends the build.

A variable is judged by its value where the file says what that is.`,
  bad: [
    { dockerfile: 'FROM debian:12\nEXPOSE 5000/rdp 80/TCPs\n', at: ['rdp', 'TCPs'] },
    { dockerfile: 'FROM debian:12\nEXPOSE http 80,443 -1-80\n', at: ['http', '80,443', '-1-80'] },
    { dockerfile: 'FROM debian:12\nEXPOSE 8080::8089\n', at: '8080::8089', note: '8080 is no address' },
    { dockerfile: 'FROM debian:12\nENV PORT=web\nEXPOSE $PORT 80/$PORT\n', at: ['$PORT', '80/$PORT'] },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nEXPOSE 80 443/tcp 8000-8010/udp $PORT ${A}:${B} 9/SCTP 80/ "81"\n' },
    { dockerfile: 'FROM debian:12\nEXPOSE 8080:80 127.0.0.1:8080:80 [::1]:80:80 127.0.0.1::80\n' },
    { dockerfile: 'FROM debian:12\nENV PORTS="80 443"\nEXPOSE $PORTS\n', note: 'one variable, two ports' },
    { dockerfile: 'FROM debian:12\nEXPOSE 90000\n', note: 'another rule tells what is out of range' },
    { dockerfile: 'FROM debian:12\nEXPOSE {{port}}\n', note: 'a template' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('expose')) {
      const state = subject.stateBefore(instruction);
      for (const word of instruction.args) {
        const { value, words } = state.expand(word);
        if (value === undefined || word.text.includes('{{')) continue;
        const mistake = words.map(mistakenPort).find(found => found !== undefined);
        if (mistake === undefined) continue;
        const { protocol, message, help } = mistake;
        const start = protocol === undefined ? 0 : word.text.indexOf(`/${protocol}`) + 1;
        const span = start === 0 ? word.span : word.part(start, start + (protocol?.length ?? 0));
        yield hit(span, message, { help });
      }
    }
  },
});
