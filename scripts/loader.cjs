#!/usr/bin/env node
'use strict';
// Runs the bundles beside it from V8's code cache where this Node can use it, and compiles them otherwise.
const fs = require('node:fs');
const vm = require('node:vm');

const loaded = {};
function load(name) {
  const filename = `${__dirname}/${name}.cjs`;
  let cachedData;
  try {
    cachedData = fs.readFileSync(`${__dirname}/${name}.cache`);
  } catch {}
  // The bundles are plain ASCII, which is read quicker so.
  const script = new vm.Script(fs.readFileSync(filename, 'latin1'), { filename, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, request, module, filename, __dirname);
  return { script, module };
}
function request(name) {
  if (!name.startsWith('./')) return require(name);
  const own = name.slice(2, -4);
  loaded[own] ??= load(own);
  return loaded[own].module.exports;
}
exports.loaded = loaded;
request('./main.cjs');
