import { defineRule } from '../../src/rule.js';
import { SUDO_PATHS } from '../_share/sudo-program.js';

export default defineRule({
  id: 'sudo-installed',
  aliases: ['DKL-DI-0001'],
  controls: ['CIS-4.3', 'CIS-4.8', 'CWE-250'],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'The image ships sudo.',
  why: `A container runs one program as one user; a program that makes others root is one more thing to break into, and its holes have been serious. It also does not pass signals on
as an entry point should.

Leave it out of the image that ships: \`RUN\` is root anyway, and an entry point drops rights with \`setpriv\` or \`gosu\`. In images for developers and build machines it is part of what they are for,
so only the strict preset tells. Whether anybody may use it without a password is another rule.`,
  bad: [],
  good: [],
  badImages: [
    { image: { layers: [{ 'usr/bin/sudo': { mode: 0o4755 } }] }, at: 'usr/bin/sudo' },
    {
      image: { layers: [{ 'bin/': { link: 'usr/bin' }, 'usr/bin/sudo': { mode: 0o4111 } }, { x: '' }] },
      at: 'usr/bin/sudo',
      note: 'once, though /bin leads there too',
    },
  ],
  goodImages: [
    { image: { layers: [{ 'usr/bin/sudo': { mode: 0o4755 } }, { 'usr/bin/.wh.sudo': '' }] }, note: 'removed again' },
    {
      image: { layers: [{ 'usr/bin/sudo': '#!/bin/sh\nexec "$@"\n', 'usr/share/doc/sudo/x': '' }] },
      note: 'without its bit it is something else',
    },
  ],
  *image(subject) {
    const told = new Set<string>();
    for (const name of SUDO_PATHS) {
      const sudo = subject.at(name);
      if (sudo === undefined || (sudo.mode & 0o4000) === 0 || told.has(sudo.path)) continue;
      told.add(sudo.path);
      yield {
        at: { in: 'layer', layer: sudo.layer, path: sudo.path },
        message: 'sudo is in the image: one more program that can make others root',
        help: 'leave it out of the image that ships; RUN is root anyway',
      };
    }
    if (told.size === 0 && subject.incomplete !== undefined) yield { notEvaluated: subject.incomplete };
  },
});
