/** A text as a SARIF `message`, in which `[text](target)` would become a link. */
export function message(text: string): object {
  return { text: text.replace(/\[(?=[^[\]]*\]\()/g, '\\[') };
}
