import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, lines, named, read } from './read.js';

/** The last command, without those in front of it. */
const last = (text: string) => lines(text).at(-1)?.split('>').at(-1);

test('A2: wrappers are looked through', () => {
  for (const wrapper of [
    'sudo',
    'sudo -E -u root -g x --',
    'sudo --user=root A=b',
    'doas -u root',
    'env',
    'env -i A=b C=d',
    'env -u A',
    'env - A=b',
    'command',
    'command -p',
    'builtin',
    'exec',
    'exec -a name',
    'nice -n 5',
    'nice -5',
    'ionice -c2 -n 7',
    'nohup',
    '/usr/bin/time -f %e',
    'time',
    'timeout -s KILL --kill-after 5 10m',
    'chroot --userspec=a:b /mnt',
    'chrt -f 10',
    'taskset -c 0,1',
    'stdbuf -oL -e 0',
    'setsid -w',
    'strace -f -o file',
    'watch -n 1 -x',
    'eatmydata',
    'gosu user',
    'su-exec user:group',
    'setpriv --reuid 1 --clear-groups',
    'runuser -u user --',
    'unshare -r -S 0',
    'flock -w 5 /lock',
    'dumb-init --',
    'tini -g --',
    'busybox',
    'faketime -f "@2000"',
    'fakeroot -s file --',
    'ssh-agent',
    'sudo env nice -n 1',
  ])
    assert.equal(last(`${wrapper} apt-get -y install`), 'apt-get -y install', wrapper);
});

test('a query, and a wrapper without a command, run nothing', () => {
  for (const text of [
    'command -v apt-get',
    'sudo -l x',
    'env',
    'exec',
    'xargs',
    'taskset -p 1 x',
    'busybox --list',
    'sudo -u root',
  ])
    assert.equal(commands(text).length, 1, text);
});

test('wrappers come first, outermost first, with what they set', () => {
  const { scripts, at } = read('FROM a\nRUN x && sudo -E A="b c" /usr/bin/nice apt-get install > log || y\n');
  const list = scripts[0]?.commands ?? [];
  assert.deepEqual(
    list.map(({ name, wrappers }) => [name, wrappers.map(wrapper => wrapper.name)]),
    [
      ['x', []],
      ['sudo', []],
      ['nice', ['sudo']],
      ['apt-get', ['sudo', 'nice']],
      ['y', []],
    ],
  );
  const [, sudo, nice, apt] = list;
  assert.deepEqual(apt?.wrappers, [sudo, nice]);
  assert.deepEqual(
    nice?.assignments.map(({ name, value }) => [name, value]),
    [['A', 'b c']],
  );
  assert.equal(at(nice!), 'A="b c" /usr/bin/nice apt-get install');
  assert.equal(at(apt!), 'apt-get install');
  assert.equal(apt?.after, '||');
});

test('xargs and find put words of their own into the command', () => {
  assert.deepEqual(lines('xargs -0 -n1 rm -f'), ['xargs -0 -n1 rm -f', 'xargs>rm -f ?']);
  assert.deepEqual(lines('xargs -I{} -P 4 mv {} d/{} x'), ['xargs -I{} -P 4 mv {} d/{} x', 'xargs>mv ? ? x']);
  assert.deepEqual(lines('xargs -I % sh -c "a % b; c"').slice(2), ['xargs>sh>a ? b', 'xargs>sh>c']);
  assert.deepEqual(lines("find . -exec chmod +x {} + -o -execdir sh -c 'rm \"$1\"' _ '{}' \\; -print"), [
    'find . -exec chmod +x {} + -o -execdir sh -c rm "$1" _ {} ; -print',
    'find>chmod +x ?',
    'find>sh -c rm "$1" _ ?',
    'find>sh>rm ?',
  ]);
});

test('scripts in quotes are read, with exact spans', () => {
  const text = `FROM a\nRUN bash -lc "apt-get install \\"a b\\" \\$X \\\n && c" && su -s /bin/sh - user -c 'd '"'e f'" && eval 'g h' i && env -S 'j k' l\n`;
  const { scripts, at } = read(text);
  const list = scripts[0]?.commands ?? [];
  const apt = named(list, 'apt-get');
  assert.equal(at(apt), 'apt-get install \\"a b\\" \\$X');
  assert.deepEqual(
    apt.args.map(argument => [argument.text, argument.value, at(argument)]),
    [
      ['install', 'install', 'install'],
      ['"a b"', 'a b', '"a b\\"'],
      ['$X', undefined, '$X'],
    ],
  );
  assert.equal(at(named(list, 'c')), 'c');
  assert.equal(apt.after, '&&');
  assert.deepEqual(named(list, 'd').args.map(at), ["'e f'"]);
  assert.deepEqual(
    named(list, 'g').args.map(({ value }) => value),
    ['h', 'i'],
  );
  assert.deepEqual(
    named(list, 'j').args.map(({ value }) => value),
    ['k', 'l'],
  );
});

test('what the outer shell fills in is no text of the inner script', () => {
  const before = 'ENV V=1 W="a b"\n';
  assert.deepEqual(lines(`sh -c "curl $V '$V' $W $(x y) \\$V"`, before), ['sh -c ?', 'sh>curl 1 ? ? ? 1', 'x y']);
  assert.deepEqual(lines('sh -c "$CMD"; eval "$(ssh-agent)"; sh -c $X'), ['sh -c ?', 'eval ?', 'ssh-agent', 'sh -c ?']);
  assert.deepEqual(
    lines("V=2; sh -c 'x $V'; V=3 sh -c 'y $V'", before).filter(text => /[xy] .$/.test(text)),
    ['sh>x ?', 'sh>y ?'],
  );
});

test('options that shells take before -c', () => {
  for (const options of [
    '-c',
    '-lc',
    '-exc',
    '-e -u -c',
    '-o pipefail -c',
    '-eo pipefail -c',
    '--login -c',
    '+x -c',
    '--rcfile f -c',
  ])
    assert.equal(last(`bash ${options} 'a b' c`), 'a b', options);
  for (const words of ['x.sh -c y', '-s y', '-e']) assert.equal(commands(`bash ${words}`).length, 1, words);
});

test('runs in runs end at some depth', () => {
  assert.equal(commands('sudo '.repeat(100)).length, 9);
  assert.equal(commands(`${'env '.repeat(7)}apt-get update`).at(-1)?.name, 'apt-get');
});
