/** Files that only root, and at most one group, may read or change: a rule of its own tells of their modes. */
export const GUARDED = /^etc\/(g?shadow-?|sudoers|sudoers\.d(\/[^/]+)?|ssh\/ssh_host_[^/]+_key)$/;
