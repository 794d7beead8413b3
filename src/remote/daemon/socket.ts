/** Whether something may listen at a path. */
import { stat } from 'node:fs/promises';
import { cause } from '../../image/sources/position.js';

/** Why nothing can listen at a path, in few words; `undefined`: something may. */
export async function whyNoSocket(file: string): Promise<string | undefined> {
  // Pipes of Windows are asked by connecting: to look at one takes the place of a client.
  if (/^[\\/]{2}[.?][\\/]pipe[\\/]/i.test(file)) return undefined;
  try {
    return (await stat(file)).isSocket() ? undefined : 'no socket';
  } catch (error) {
    return cause(error);
  }
}
