/** Headers of a tar archive that is made on the way: ustar (POSIX.1-2017) with PAX records where it is too small. */

/** An entry to be written. Names are bytes, as the disk has them. */
export interface Written {
  /** Type flag: `0` file, `1` hard link, `2` symlink, `3` `4` devices, `5` directory, `6` fifo, `S` unreadable file. */
  readonly flag: string;
  readonly name: Buffer;
  readonly link: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes; 0 for everything but files. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly device: readonly [major: number, minor: number];
}

const LARGEST = 0o77777777777;

function octal(block: Buffer, at: number, width: number, value: number): void {
  block.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
}

function record(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  // The length counts its own digits.
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function block(entry: Written): Buffer {
  const header = Buffer.alloc(512);
  entry.name.copy(header, 0, 0, 100);
  octal(header, 100, 8, entry.mode & 0o7777);
  octal(header, 108, 8, entry.uid <= 0o7777777 ? entry.uid : 0);
  octal(header, 116, 8, entry.gid <= 0o7777777 ? entry.gid : 0);
  octal(header, 124, 12, entry.size <= LARGEST && entry.flag !== 'S' ? entry.size : 0);
  octal(header, 136, 12, entry.mtime >= 0 && entry.mtime <= LARGEST ? entry.mtime : 0);
  header.write(entry.flag, 156, 'latin1');
  entry.link.copy(header, 157, 0, 100);
  header.write(entry.flag === 'S' ? 'ustar  \0' : 'ustar\x0000', 257, 'latin1');
  if (entry.flag === 'S') {
    // Old GNU sparse: one hole up to the end, no data, and the real size.
    const real = Math.min(entry.size, LARGEST);
    octal(header, 386, 12, real);
    octal(header, 398, 12, 0);
    octal(header, 483, 12, real);
  } else {
    octal(header, 329, 8, entry.device[0] & 0o7777777);
    octal(header, 337, 8, entry.device[1] & 0o7777777);
  }
  header.fill(' ', 148, 156);
  octal(
    header,
    148,
    7,
    header.reduce((sum, byte) => sum + byte, 0),
  );
  header[154] = 0;
  return header;
}

/** Zeros up to the next multiple of 512. */
export function padding(size: number): Buffer {
  return Buffer.alloc((512 - (size % 512)) % 512);
}

/** The header of an entry, with a PAX header before it where the old fields are too small. */
export function tarHeader(entry: Written): Buffer {
  const records: Buffer[] = [];
  const number = (key: string, value: number, most: number) => {
    if (value < 0 || value > most) records.push(record(key, Buffer.from(String(value))));
  };
  if (entry.name.length > 100) records.push(record('path', entry.name));
  if (entry.link.length > 100) records.push(record('linkpath', entry.link));
  number('uid', entry.uid, 0o7777777);
  number('gid', entry.gid, 0o7777777);
  if (entry.flag !== 'S') number('size', entry.size, LARGEST);
  number('mtime', entry.mtime, LARGEST);
  if (records.length === 0) return block(entry);
  const body = Buffer.concat(records);
  const none = Buffer.alloc(0);
  const pax: Written = {
    flag: 'x',
    name: Buffer.from('PaxHeader'),
    link: none,
    size: body.length,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    device: [0, 0],
  };
  return Buffer.concat([block(pax), body, padding(body.length), block(entry)]);
}
