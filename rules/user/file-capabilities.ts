import { defineRule, type Entry } from '../../src/rule.js';
import { capabilitiesOf, DANGEROUS, isUsualCapability } from '../_share/capabilities.js';
import { declared, RPM_FILES, spellings } from '../_share/owners.js';
import { EVERY } from '../_share/rpm/capability-text.js';

/** Version 2 with the effective flag, and these permitted. */
const v2 = (permitted: string) => ({
  mode: 0o755,
  xattrs: { 'security.capability': `01000002${permitted}${'00'.repeat(12)}` },
});

export default defineRule({
  id: 'file-capabilities',
  aliases: [],
  controls: ['CIS-4.8', 'CWE-250'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A program carries capabilities of root.',
  why: `Capabilities are parts of root's power, and whoever starts the program has them, whichever user the container was given. Several are as good as all of root: with
\`cap_sys_admin\`, \`cap_setuid\`, \`cap_dac_override\` or \`cap_sys_ptrace\` one gets the rest. A scan for setuid bits does not see them.

Take them away with \`setcap -r\`. \`cap_net_bind_service\` is harmless and told as information: ports below 1024 are open to everybody in a container anyway since Docker 20.10. What distributions ship
themselves (\`ping\`, \`newuidmap\`) is not told, nor what a package of rpm asks for its own file.`,
  bad: [],
  good: [],
  badImages: [
    { image: { layers: [{ 'usr/bin/x': v2('00002000') }] }, at: 'usr/bin/x', note: 'cap_sys_admin' },
    { image: { layers: [{ 'usr/bin/python3.11': v2('80000000') }] }, at: 'usr/bin/python3.11', note: 'cap_setuid' },
    { image: { layers: [{ app: v2('00040000') }] }, at: 'app', note: 'cap_net_bind_service: information' },
    {
      image: {
        layers: [{ x: { mode: 0o755, xattrs: { 'security.capability': `01000003${'ff'.repeat(16)}00000000` } } }],
      },
      at: 'x',
      note: 'version 3, every capability there is',
    },
    {
      image: { layers: [{ x: { mode: 0o755, xattrs: { 'security.capability': '010000010200000000000000' } } }] },
      at: 'x',
      note: 'version 1: cap_dac_override',
    },
  ],
  goodImages: [
    { image: { layers: [{ 'usr/bin/ping': v2('00200000'), 'usr/bin/newuidmap': v2('80000000') }] }, note: 'usual' },
    {
      image: { layers: [{ x: { mode: 0o755, xattrs: { 'security.capability': '0100' } } }] },
      note: 'the kernel takes no heed',
    },
    { image: { layers: [{ x: v2('00002000') }, { x: { mode: 0o755 } }] }, note: 'taken away later' },
    { image: { layers: [{ x: { xattrs: { 'user.note': '00' } } }] } },
  ],
  reads: {
    able: {
      match: ({ xattrs }: Entry) => xattrs.has('security.capability'),
      bytes: 0,
      keep: ({ xattrs }: Entry) => capabilitiesOf(xattrs.get('security.capability') ?? new Uint8Array()),
    },
    rpm: RPM_FILES,
  },
  *image(subject) {
    const rpm = subject.seen('rpm');
    for (const { entry, layer, value, goneIn } of subject.seen('able')) {
      if (goneIn !== undefined || value.length === 0 || isUsualCapability(entry.path, value)) continue;
      const asked = declared(rpm, layer.index, ({ capable }) => {
        const path = spellings(entry.path).find(name => capable.has(name));
        return path === undefined ? undefined : capable.get(path);
      });
      if (asked !== undefined && value.every(name => asked.includes(name) || asked.includes(EVERY))) continue;
      const bad = value.filter(name => DANGEROUS.has(name));
      const names = value.length > 10 ? `${value.length} capabilities` : value.join(', ');
      yield {
        at: { in: 'layer', layer: layer.index, path: entry.path },
        ...(bad.length === 0
          ? { severity: 'info' as const, message: `whoever starts this program has ${names}` }
          : {
              message: `whoever starts this program has ${names}, ${value.length > 10 ? 'which is' : `and ${bad[0]} is`} as good as root`,
            }),
        help: `take them away if nothing needs them: setcap -r /${entry.path}`,
      };
    }
  },
});
