/** Where sudo stands. */
export const SUDO_PATHS = ['usr/bin/sudo', 'bin/sudo', 'usr/local/bin/sudo', 'usr/sbin/sudo'] as const;

/** Files of an example's layer: sudo with the policy that distributions give it, and an account to use it. */
export const EXAMPLE_SUDO = {
  'usr/bin/sudo': { mode: 0o4755 },
  'etc/sudoers': 'root ALL=(ALL) ALL\n@includedir /etc/sudoers.d\n',
};
export const EXAMPLE_USERS = {
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n',
  'etc/group': 'wheel:x:10:app\n',
};
