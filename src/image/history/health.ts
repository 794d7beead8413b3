import { goQuoted, goTexts } from './golang.js';
import { exec, isBlankText, oneLine, wrap } from './quote.js';
import { PLAIN_SHELL } from './setting.js';

const FLAGS = ['interval', 'timeout', 'start-period', 'start-interval'] as const;
const DURATION = /^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/;

/**
 * HEALTHCHECK as a Go structure, printed by `%q` (`&{["CMD-SHELL" "…"] "30s" "3s" "0s" '\x03'}`, newer ones with the
 * start interval as a fourth duration) or by `%+v` (`{Test:[CMD-SHELL …] Interval:30s …}`). `undefined`: it is none.
 */
export function healthcheck(text: string): string | undefined {
  const whole = text.trim();
  if (!/^&?\{/.test(whole)) return undefined;
  const body = whole.slice(whole.indexOf('{') + 1).replace(/\}$/, '');
  return body.startsWith('Test:') ? named(body.slice(5)) : quoted(body);
}

function quoted(body: string): string | undefined {
  const test = goTexts(body);
  if (test === undefined) return undefined;
  const durations: string[] = [];
  let retries = 0;
  for (let at = test.end; at < body.length; at++) {
    if (body[at] === ' ') continue;
    const value = goQuoted(body, at);
    if (value === undefined) break;
    if (body[at] === "'") retries = value.value.codePointAt(0) ?? 0;
    else durations.push(value.value);
    at = value.end - 1;
  }
  // Three durations have no start interval; four have it at their end.
  return write(test.words, durations.slice(0, FLAGS.length), retries);
}

function named(body: string): string | undefined {
  const listed = goTexts(body);
  const end = listed?.end ?? body.lastIndexOf(']') + 1;
  const words = listed?.words ?? unquoted(body.slice(1, end - 1));
  const fields = new Map(
    [...body.slice(end, end + 1000).matchAll(/(\w+):"?([\w.µ]+)"?/g)].map(([, name, value]) => [name, value] as const),
  );
  const durations = ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'].map(name => fields.get(name) ?? '');
  return write(words, durations, Number(fields.get('Retries') ?? 0));
}

/** Without quotes only the type is told from the command, and the command's own words by their blanks. */
function unquoted(text: string): string[] {
  const blank = text.indexOf(' ');
  if (blank === -1) return text === '' ? [] : [text];
  const type = text.slice(0, blank);
  const command = text.slice(blank + 1);
  return type === 'CMD' ? [type, ...command.split(/\s+/).filter(Boolean)] : [type, command];
}

function write(test: readonly string[], durations: readonly string[], retries: number): string | undefined {
  const [type, ...words] = test;
  if (type === 'NONE') return 'HEALTHCHECK NONE';
  if ((type !== 'CMD' && type !== 'CMD-SHELL') || words.length === 0) return undefined;
  const flags = durations.flatMap((duration, i) =>
    DURATION.test(duration) && Number.parseFloat(duration) !== 0 ? [`--${FLAGS[i]}=${duration}`] : [],
  );
  if (Number.isSafeInteger(retries) && retries > 0) flags.push(`--retries=${retries}`);
  const script = words.join(' ');
  const plain = type === 'CMD-SHELL' && !isBlankText(script) && script === oneLine(script) && !/^\s*\[/.test(script);
  const command = plain ? script : exec(type === 'CMD' ? words : [...PLAIN_SHELL, script]);
  return wrap(['HEALTHCHECK', ...flags, 'CMD', command].join(' '));
}
