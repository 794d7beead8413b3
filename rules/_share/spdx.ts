import { SPDX_EXCEPTIONS, SPDX_LICENSES } from './spdx-ids.js';

const setOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().trim().split(/\s+/));
let sets: { readonly licenses: ReadonlySet<string>; readonly exceptions: ReadonlySet<string> } | undefined;

/** Is the text an SPDX licence expression (SPDX 2.3, annex D)? Identifiers compare without letter case, as it says. */
export function isSpdxExpression(text: string): boolean {
  sets ??= { licenses: setOf(SPDX_LICENSES), exceptions: setOf(SPDX_EXCEPTIONS) };
  const { licenses, exceptions } = sets;
  if (text === 'NONE' || text === 'NOASSERTION') return true;
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  let open = 0;
  /** A licence or `(` must come next, else AND, OR, WITH or `)`. */
  let operand = true;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (operand) {
      if (token === '(') open++;
      else if (isLicense(token, licenses)) operand = false;
      else return false;
    } else if (token === ')') {
      if (open-- === 0) return false;
    } else if (/^(?:AND|OR|and|or)$/.test(token)) operand = true;
    else if (/^(?:WITH|with)$/.test(token) && tokens[i - 1] !== ')') {
      const exception = tokens[++i]?.toLowerCase() ?? '';
      if (!exceptions.has(exception) && !/^additionref-[a-z0-9.-]+$/.test(exception)) return false;
      if (/^(?:WITH|with)$/.test(tokens[i + 1] ?? '')) return false;
    } else return false;
  }
  return !operand && open === 0;
}

function isLicense(token: string, licenses: ReadonlySet<string>): boolean {
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(token)) return true;
  const id = token.toLowerCase();
  return licenses.has(id) || (id.endsWith('+') && licenses.has(id.slice(0, -1)));
}
