/** Names by number (`linux/capability.h`). */
const NAMES = (
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast ' +
  'net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice ' +
  'sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm ' +
  'block_suspend audit_read perfmon bpf checkpoint_restore'
)
  .split(' ')
  .map(name => `cap_${name}`);

/** Those with which one gets the rest, or everybody's files. */
export const DANGEROUS: ReadonlySet<string> = new Set(
  'chown dac_override dac_read_search fowner setgid setuid setpcap sys_module sys_rawio sys_ptrace sys_admin mknod setfcap mac_override mac_admin bpf'
    .split(' ')
    .map(name => `cap_${name}`),
);

/** Bytes of `vfs_cap_data` (capabilities(7)): versions 1, 2 and 3. */
const SIZES: Readonly<Record<number, number>> = { 1: 12, 2: 20, 3: 24 };

/**
 * The capabilities that the attribute permits, in the kernel's order. What the kernel does not take for capabilities, for its
 * size or version, gives none; numbers without a name are left out.
 */
export function capabilitiesOf(attribute: Uint8Array): readonly string[] {
  const version = attribute[3] ?? 0;
  if (attribute.length !== SIZES[version]) return [];
  const view = new DataView(attribute.buffer, attribute.byteOffset, attribute.length);
  const low = view.getUint32(4, true);
  const high = version === 1 ? 0 : view.getUint32(12, true);
  return NAMES.filter((_, bit) => ((bit < 32 ? low >>> bit : high >>> (bit - 32)) & 1) === 1);
}

/** What packages of distributions give, by where the program stands. */
const USUAL: Readonly<Record<string, string>> = {
  ping: 'cap_net_raw',
  ping4: 'cap_net_raw',
  ping6: 'cap_net_raw',
  arping: 'cap_net_raw',
  clockdiff: 'cap_net_raw cap_sys_nice',
  traceroute6: 'cap_net_raw',
  'traceroute6.iputils': 'cap_net_raw',
  'mtr-packet': 'cap_net_raw',
  fping: 'cap_net_raw',
  dumpcap: 'cap_net_raw cap_net_admin cap_dac_override',
  newuidmap: 'cap_setuid',
  newgidmap: 'cap_setgid',
  suexec: 'cap_setuid cap_setgid',
  'systemd-detect-virt': 'cap_dac_override cap_sys_ptrace',
  'gst-ptp-helper': 'cap_net_bind_service cap_net_admin cap_sys_nice',
  'gnome-keyring-daemon': 'cap_ipc_lock',
  rsh: 'cap_net_bind_service',
  rlogin: 'cap_net_bind_service',
  rcp: 'cap_net_bind_service',
};

/** Does a distribution's own package give the program these, in the folders that are its own? */
export function isUsualCapability(path: string, names: readonly string[]): boolean {
  if (!/^(usr\/)?(s?bin|lib|libexec|lib64)\//.test(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const usual = Object.hasOwn(USUAL, name) ? (USUAL[name] as string).split(' ') : [];
  return names.every(one => usual.includes(one));
}
