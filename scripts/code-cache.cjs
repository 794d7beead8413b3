'use strict';
// Runs the command, then keeps what V8 has compiled of each bundle that was loaded, unless that was kept before:
//   node code-cache.cjs <folder of the bundles> <arguments of plimsoll>
const fs = require('node:fs');
const path = require('node:path');

const [folder] = process.argv.splice(2, 1);
const { loaded } = require(path.join(folder, 'plimsoll.cjs'));
process.once('exit', () => {
  for (const [name, { script }] of Object.entries(loaded)) {
    const file = path.join(folder, `${name}.cache`);
    if (!fs.existsSync(file)) fs.writeFileSync(file, script.createCachedData());
  }
  process.exitCode = 0;
});
