/** What a clause does to the permitted set: reset and set, add, or take away. */
type Operator = '=' | '+' | '-';

/** All names of Linux in one text are 650 letters. */
const MOST_TEXT = 1024;

/** No name; stands for each that there is. */
export const EVERY = 'all';

/**
 * The capabilities that a package asks for a file, as permitted: `cap_net_admin,cap_net_raw=ep` (`cap_from_text(3)`, also
 * the older `= cap_net_raw+ep`). Every capability there is comes as `all`. A text of another form gives none.
 */
export function capabilitiesOfText(text: string): readonly string[] {
  const permitted = new Set<string>();
  for (const clause of text.slice(0, MOST_TEXT).split(/\s+/)) {
    if (clause === '') continue;
    const sign = clause.search(/[=+-]/);
    if (sign === -1) return [];
    const listed = clause.slice(0, sign).toLowerCase();
    const names = listed === '' ? [EVERY] : listed.split(',');
    for (const [, operator, flags] of clause.slice(sign).matchAll(/([=+-])([^=+-]*)/g)) {
      if (!/^[eip]*$/.test(flags ?? '')) return [];
      apply(permitted, names, operator as Operator, (flags ?? '').includes('p'));
    }
  }
  return [...permitted].sort();
}

function apply(permitted: Set<string>, names: readonly string[], operator: Operator, flag: boolean): void {
  const takes = operator === '-' ? flag : operator === '=' && !flag;
  if (!takes && !flag) return;
  // Taking one away from all of them leaves no name that could stand for the rest: then none are declared.
  if (takes && (names.includes(EVERY) || permitted.has(EVERY))) permitted.clear();
  for (const name of names) {
    if (takes) permitted.delete(name);
    else permitted.add(name);
  }
}
