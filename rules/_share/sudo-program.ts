/** Where sudo stands. */
export const SUDO_PATHS = ['usr/bin/sudo', 'bin/sudo', 'usr/local/bin/sudo', 'usr/sbin/sudo'] as const;
