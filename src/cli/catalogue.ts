/** The rules with all their texts. The quick path has a copy without the texts; who needs them loads this. */
export { rules } from '../builtin.js';
