#!/usr/bin/env node
'use strict';
// Runs main.cjs from V8's code cache if this Node can use it, and compiles it otherwise.
const fs = require('fs');
const vm = require('vm');

const filename = __dirname + '/main.cjs';
// The bundle is plain ASCII, which is read quicker so.
const source = fs.readFileSync(filename, 'latin1');
let cachedData;
try {
  cachedData = fs.readFileSync(__dirname + '/main.cache');
} catch {}
const script = new vm.Script(source, { filename, cachedData });
script.runInThisContext()(exports, require, module, filename, __dirname);
const make = process.env.PLIMSOLL_CODE_CACHE;
if (make) process.once('exit', () => fs.writeFileSync(make, script.createCachedData()));
