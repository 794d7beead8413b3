import { spellings } from './owners.js';

/**
 * Programs that distributions ship with the setuid or setgid bit, by where they stand without a leading `usr/`. Debian,
 * Ubuntu, Alpine, Fedora, RHEL, SUSE, Arch: what their own packages say. Kept for images whose package database says nothing of modes.
 */
const USUAL = new Set([
  ...[
    'at chage chfn chsh crontab expiry fusermount fusermount3 gpasswd mount newgidmap newgrp newuidmap ntfs-3g passwd ping ping6 pkexec screen sg ssh-agent su sudo sudoedit umount write',
    'bbsuid bsd-write chrome-sandbox dotlockfile locate plocate mlocate slocate wall traceroute6.iputils arping mail-lock mail-touchlock mail-unlock Xorg doas staprun cgexec lockdev ksu sudoreplay man mandb procmail lockfile',
  ].flatMap(names => names.split(' ').map(name => `bin/${name}`)),
  ...'mount.nfs mount.cifs mount.ecryptfs_private pam_extrausers_chkpwd pam_timestamp_check postdrop postlog postqueue pppd unix2_chkpwd unix_chkpwd userhelper usernetctl exim4 sendmail netreport grub2-set-bootflag grub-set-bootflag ping su'
    .split(' ')
    .map(name => `sbin/${name}`),
  'lib/dbus-1.0/dbus-daemon-launch-helper',
  'libexec/dbus-1/dbus-daemon-launch-helper',
  'libexec/dbus-daemon-launch-helper',
  'lib/openssh/ssh-keysign',
  'lib/ssh/ssh-keysign',
  'libexec/openssh/ssh-keysign',
  'libexec/ssh-keysign',
  'libexec/utempter/utempter',
  'lib/x86_64-linux-gnu/utempter/utempter',
  'lib/aarch64-linux-gnu/utempter/utempter',
  'lib/utempter/utempter',
  'lib/policykit-1/polkit-agent-helper-1',
  'lib/polkit-1/polkit-agent-helper-1',
  'libexec/polkit-agent-helper-1',
  'lib/eject/dmcrypt-get-device',
  'lib/xorg/Xorg.wrap',
  'libexec/Xorg.wrap',
  'lib/mc/cons.saver',
  'libexec/mc/cons.saver',
]);

/** Is it a program that distributions ship with such a bit? */
export function isUsual(path: string): boolean {
  return spellings(path).some(name => USUAL.has(name));
}

/** No distribution gives these the bit: whoever runs one runs anything. */
const NEVER =
  /^((ba|da|z|k|c|tc|fi|a)?sh|busybox|env|find|xargs|cp|mv|dd|cat|tee|chmod|chown|install|tar|vim?|vim\.(basic|tiny)|nano|less|more|[mg]?awk|sed|perl[\d.]*|python[\d.]*|ruby[\d.]*|php[\d.]*|node|lua[\d.]*|gdb|strace|docker|make|git|curl|wget|nmap|rsync|socat|openssl|setcap|systemctl)$/;

/** Does it run or overwrite whatever its caller likes, so that nobody ships it with rights of its own? */
export function runsAnything(path: string): boolean {
  return NEVER.test(path.slice(path.lastIndexOf('/') + 1));
}
