import { defineRule, isKnown, type Read } from '../../src/rule.js';

/** The file, if it names anything. */
const PRELOAD: Read<true> = {
  match: ['etc/ld.so.preload'],
  bytes: 4096,
  keep: ({ type }, head) => {
    const lines = new TextDecoder().decode(head).split('\n');
    return type === 'file' && lines.some(line => line.replace(/#.*$/, '').trim() !== '') ? true : undefined;
  },
};

export default defineRule({
  id: 'preloaded-library',
  aliases: [],
  controls: ['CWE-426'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A library is loaded into every program of the image.',
  why: `What \`/etc/ld.so.preload\` or LD_PRELOAD names runs inside each program and may change what any function of the C library does. Rootkits hide that way, and /etc/ld.so.preload works even for setuid programs. If the file is
missing, every command prints an error of the loader; if somebody else than root may write to it, they control everything.

LD_PRELOAD for another allocator (jemalloc, tcmalloc) is common and only mentioned: better set it for the one program that needs it, in its start script.`,
  bad: [],
  good: [],
  badImages: [
    { image: { layers: [{ 'etc/ld.so.preload': '# tools\n/opt/hook.so\n' }] }, at: 'etc/ld.so.preload' },
    {
      image: { config: { Env: ['LD_PRELOAD=/opt/hook.so'] }, layers: [{ x: '' }] },
      at: '/config/Env/0',
      note: 'the library is missing',
    },
    {
      image: { config: { Env: ['LD_PRELOAD=/opt/hook.so'] }, layers: [{ 'opt/hook.so': { mode: 0o666 } }] },
      at: '/config/Env/0',
      note: 'anybody may change it',
    },
    {
      image: {
        config: { Env: ['LD_PRELOAD=/usr/lib/libjemalloc.so.2'] },
        layers: [{ 'usr/lib/libjemalloc.so.2': '' }],
      },
      at: '/config/Env/0',
      note: 'told as info',
    },
  ],
  goodImages: [
    {
      image: {
        config: { Env: ['LD_PRELOAD=', 'LD_LIBRARY_PATH=/opt/lib'] },
        layers: [{ 'etc/ld.so.preload': '/x.so' }, { 'etc/ld.so.preload': '\n# none\n' }],
      },
      note: 'empty, or no longer there',
    },
  ],
  reads: { preload: PRELOAD },
  *image(subject) {
    for (const { entry, layer, goneIn } of subject.seen('preload'))
      if (goneIn === undefined)
        yield {
          at: { in: 'layer', layer: layer.index, path: entry.path },
          message: 'the libraries in this file are loaded into every program, setuid ones too',
          help: 'remove the file; load the library only into the program that needs it',
        };
    const variable = subject.image.runtime.env.find(({ name }) => name === 'LD_PRELOAD');
    if (variable === undefined || !isKnown(variable.value)) return;
    const libraries = variable.value.value.split(/[ \t:]+/).filter(library => library !== '');
    if (libraries.length === 0) return;
    const { at } = variable;
    const help = 'set LD_PRELOAD for the one program that needs it, in its start script';
    for (const library of libraries.slice(0, 50)) {
      // Without a slash the loader searches; `$LIB` and its kin depend on the machine.
      const file = /^\/[^$]*$/.test(library) ? subject.at(library) : undefined;
      if (file === undefined && library.startsWith('/') && !library.includes('$')) {
        if (subject.incomplete !== undefined) yield { notEvaluated: subject.incomplete };
        else
          yield { at, message: `${library} is not in the image: the loader complains about it at every command`, help };
      } else if (file !== undefined && (file.mode & 0o002) !== 0)
        yield { at, message: `everybody may change ${library}, which is loaded into every program`, help };
      else yield { at, severity: 'info', message: `${library} is loaded into every program of the container`, help };
    }
  },
});
