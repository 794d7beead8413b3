/** The process. */
import { main } from './main.js';
import { processWorld } from './world.js';

main(process.argv.slice(2), processWorld()).then(code => {
  process.exitCode = code;
});
