import { defineRule, type Entry, flag, type Hit, type Verdict } from '../../src/rule.js';
import {
  APK_FILES,
  DPKG_FILES,
  DPKG_MODES,
  type Origin,
  OTHER_DATABASES,
  originOf,
  RPM_FILES,
} from '../_share/owners.js';
import { isUsual, runsAnything } from '../_share/privileged.js';

const SETUID = { mode: 0o4755 };
const LISTS = 'var/lib/dpkg/info';

export default defineRule({
  id: 'unexpected-setuid',
  aliases: ['CIS-DI-0008'],
  controls: ['CIS-4.8', 'CWE-250'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A program has the setuid or setgid bit, and no package of the image gave it.',
  why: `Whoever starts such a program acts as its owner, mostly root: one hole in it, and the user that the container was given means nothing.

Take the bit away, \`chmod u-s,g-s\`, or give the one capability it needs with \`setcap\`. What the packages of the distribution ship with the bit (\`su\`, \`passwd\`, \`mount\`) is known and not
told, unless \`usual\` asks for it; run containers with \`no-new-privileges\` and none of them counts. Whose a file is comes from the image's own databases: those of apk and rpm know
modes, dpkg's knows names and layers; where only a database that cannot be read could tell, the rule is not evaluated. Bits on directories and on files that cannot be started do nothing, and a layer that a later one replaced is not run.`,
  bad: [],
  good: [],
  options: { usual: flag('Also tell, in one finding, which programs the distribution ships with the bit.') },
  badImages: [
    {
      image: { layers: [{ 'usr/local/bin/helper': SETUID, 'opt/g': { mode: 0o2755 } }] },
      at: ['opt/g', 'usr/local/bin/helper'],
    },
    {
      image: { layers: [{ 'usr/bin/x': '', [`${LISTS}/x.list`]: '/.\n/usr/bin/x\n' }, { 'usr/bin/x': SETUID }] },
      at: 'usr/bin/x',
      note: "a package's file, given the bit by a later layer",
    },
    {
      image: { layers: [{ 'usr/bin/find': SETUID, [`${LISTS}/f.list`]: '/usr/bin/find\n' }] },
      at: 'usr/bin/find',
      note: 'error: no package ships it so',
    },
    {
      image: { layers: [{ 'usr/bin/passwd': { mode: 0o4757 } }] },
      at: 'usr/bin/passwd',
      note: 'others may write: error',
    },
    {
      image: { layers: [{ 'opt/run.sh': { mode: 0o4755, content: '#!/bin/sh\n' } }] },
      at: 'opt/run.sh',
      note: 'information: the kernel takes no heed of it',
    },
    {
      image: { layers: [{ 'bin/x': SETUID, 'lib/apk/db/installed': 'P:x\nF:bin\nR:x\nR:su\na:0:0:4755\n\n' }] },
      at: 'bin/x',
      note: 'apk knows the mode that the package gave',
    },
    {
      image: { layers: [{ 'usr/bin/su': SETUID, 'usr/bin/mount': SETUID }] },
      options: { usual: true },
      at: 'usr/bin/mount',
    },
  ],
  goodImages: [
    { image: { layers: [{ 'usr/bin/passwd': SETUID, 'bin/su': SETUID, 'usr/bin/wall': { mode: 0o2755 } }] } },
    {
      image: { layers: [{ 'usr/bin/x': SETUID, [`${LISTS}/x:amd64.list`]: '/bin/x\n' }] },
      note: 'the folders were merged',
    },
    { image: { layers: [{ 'bin/x': { mode: 0o4111 }, 'lib/apk/db/installed': 'F:bin\nR:x\na:0:0:4111\n' }] } },
    { image: { layers: [{ 'opt/x': SETUID }, { 'opt/x': { mode: 0o755 } }] }, note: 'a later layer took it away' },
    { image: { layers: [{ 'opt/x': SETUID }, { 'opt/.wh..wh..opq': '' }] } },
    {
      image: {
        layers: [{ 'srv/www/': { mode: 0o2775 }, 'opt/l': { link: 'x', mode: 0o4777 }, 'opt/x': { mode: 0o4644 } }],
      },
    },
    { image: { layers: [{ 'opt/x': SETUID, 'var/lib/dpkg/statoverride': 'root app 4755 /opt/x\n' }] } },
    {
      image: { layers: [{ 'usr/bin/x': SETUID, 'var/lib/rpm/rpmdb.sqlite': '' }] },
      note: 'not evaluated: only rpm knows, and its database is damaged',
    },
  ],
  reads: {
    special: {
      match: isSpecial,
      bytes: 2,
      keep: (_: Entry, head: Uint8Array) => ({ script: head[0] === 0x23 && head[1] === 0x21 }),
    },
    dpkg: DPKG_FILES,
    modes: DPKG_MODES,
    apk: APK_FILES,
    rpm: RPM_FILES,
    other: OTHER_DATABASES,
  },
  *image(subject) {
    const origin = originOf({
      dpkg: subject.seen('dpkg'),
      modes: subject.seen('modes'),
      apk: subject.seen('apk'),
      rpm: subject.seen('rpm'),
      other: subject.seen('other'),
    });
    const usual: Hit['at'][] = [];
    const undecided: string[] = [];
    const first = new Map<string, number>();
    for (const { entry, layer, value, goneIn } of subject.seen('special')) {
      // A later layer that copied the file, say for another owner, did not give it the bit.
      const since = first.get(entry.path) ?? layer.index;
      first.set(entry.path, since);
      if (goneIn !== undefined) continue;
      const at = { in: 'layer', layer: layer.index, path: entry.path } as const;
      const found = judge(entry, value.script, origin(entry.path, since));
      if (found === 'usual') usual.push(at);
      else if (found === 'undecided' || (found.severity === undefined && subject.incomplete !== undefined))
        undecided.push(entry.path);
      else yield { at, ...found } satisfies Verdict;
    }
    if (undecided.length > 0)
      yield { notEvaluated: subject.incomplete ?? `no database that can be read says whose ${undecided.sort()[0]} is` };
    const [one, ...rest] = usual.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
    if (subject.options.usual && one !== undefined)
      yield {
        at: one,
        also: rest,
        severity: 'info',
        message: `${usual.length} programs of the distribution have the setuid or setgid bit`,
        help: 'remove the packages that are not needed, or run with no-new-privileges',
      };
  },
});

const pathOf = (place: Hit['at']): string => (place.in === 'layer' ? place.path : '');

/** A program that runs with rights of its own: setgid without the group's execute bit means something else. */
function isSpecial({ type, mode }: Entry): boolean {
  return (
    (type === 'file' || type === 'hardlink') &&
    (mode & 0o111) !== 0 &&
    ((mode & 0o4000) !== 0 || (mode & 0o2010) === 0o2010)
  );
}

function judge({ path, mode, uid }: Entry, script: boolean, from: Origin): Omit<Hit, 'at'> | 'usual' | 'undecided' {
  const bit = (mode & 0o4000) !== 0 ? 'setuid' : 'setgid';
  const acts = bit === 'setgid' ? 'with the rights of its group' : uid === 0 ? 'as root' : `as the user ${uid}`;
  const help = 'take the bit away with chmod u-s,g-s; where one privilege is needed, give it with setcap';
  if (script)
    return {
      severity: 'info',
      message: `the ${bit} bit of a script does nothing: the kernel takes no heed of it`,
      help: 'take the bit away with chmod u-s,g-s',
    };
  if ((mode & 0o002) !== 0)
    return { severity: 'error', message: `this program runs ${acts}, and everybody may write to it`, help };
  if (runsAnything(path))
    return {
      severity: 'error',
      message: `this program runs ${acts} and does whatever its caller asks: everybody has those rights`,
      help,
    };
  if (from === 'package' || isUsual(path)) return 'usual';
  if (from === 'unknown') return 'undecided';
  const who =
    from === 'changed'
      ? `a layer gave a program the ${bit} bit that no package gave it`
      : `a program that no package brought has the ${bit} bit`;
  return { message: `${who}: whoever starts it acts ${acts}`, help };
}
