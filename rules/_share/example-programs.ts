/**
 * The smallest ELF file for an example's layer: header, and a program header if it names an interpreter. All bytes are
 * ASCII.
 */
export function exampleElf(machine: number, interp?: string): string {
  const word = (value: number): string => `${String.fromCharCode(value)}\0\0\0`;
  const long = (value: number): string => word(value) + word(0);
  const head = `\x7fELF\x02\x01\x01${'\0'.repeat(9)}\x02\0${String.fromCharCode(machine)}\0${word(1)}`;
  const count = interp === undefined ? '\0' : '\x01';
  const header = `${head}${long(0)}${long(64)}${long(0)}${word(0)}@\x008\0${count}\0\0\0\0\0\0\0`;
  if (interp === undefined) return header;
  return `${header}${word(3)}${word(4)}${long(120)}${long(0)}${long(0)}${long(interp.length + 1)}${long(0)}${long(1)}${interp}\0`;
}
