/** Signals of Linux, without SIG, by their number from 1 on. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );
/** Second names, and the real-time ones, which have no number of their own in every C library. */
const OTHERS = 'CLD IOT POLL RTMIN RTMAX'.split(' ');
const REAL_TIME = /^RT(?:MIN\+(?:[1-9]|1[0-5])|MAX-(?:[1-9]|1[0-4]))$/;

/** Every signal that has a plain name, without SIG. */
export const SIGNAL_NAMES: readonly string[] = [...NAMES, ...OTHERS];

/** Official images that leave the stop signal as it is. Others may set one (nginx, httpd, postgres, php). */
const WITHOUT_SIGNAL = new Set(
  'alpine almalinux amazonlinux archlinux buildpack-deps busybox centos debian fedora golang node opensuse oraclelinux perl python rockylinux ruby ubuntu'.split(
    ' ',
  ),
);

/** Does the official image of this name leave STOPSIGNAL alone? */
export function setsNoStopSignal(name: string | undefined): boolean {
  return name !== undefined && WITHOUT_SIGNAL.has(name);
}

/**
 * The signal that STOPSIGNAL names, as Docker reads it: a number or a name in any letter case, with or without SIG.
 *
 * @returns its name without SIG, in capitals; `undefined`: there is no such signal
 */
export function readSignal(text: string): string | undefined {
  const name = text.trim().toUpperCase().replace(/^SIG/, '');
  if (!/^\d{1,9}$/.test(name)) return SIGNAL_NAMES.includes(name) || REAL_TIME.test(name) ? name : undefined;
  const number = Number(name);
  if (number < 32) return NAMES[number - 1];
  // Docker counts real-time signals from 34, as glibc does, which keeps the two before for itself.
  if (number < 34 || number > 64) return number > 31 && number < 34 ? name : undefined;
  return number === 34
    ? 'RTMIN'
    : number < 50
      ? `RTMIN+${number - 34}`
      : number === 64
        ? 'RTMAX'
        : `RTMAX-${64 - number}`;
}
