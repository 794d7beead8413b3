/** The rules that come with Plimsoll. The one place where the engine meets them. */
export { rules } from '../rules/index.js';
