/** Numbers of bytes for people. */

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/**
 * Bytes in SI units (1 kB is 1000 bytes) with one decimal: `0 bytes`, `1 byte`, `1.5 kB`, `43.1 MB`. The same on every machine.
 */
export function humanSize(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let size = bytes / 1000;
  let unit = 0;
  // 999,950 bytes are 1.0 MB, not 1000.0 kB.
  while (size >= 999.95 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}

/** `1 file`, `12 files`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
