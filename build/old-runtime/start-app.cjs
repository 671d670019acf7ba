'use strict';
/**
 * Goes into the pinned old Electron as its resources/app: starts the app in the folder that the command line
 * names, as the official binary does (`electron FOLDER …`). So one runtime serves every checkout, and both kinds
 * are started alike.
 */
const Module = require('node:module');
const path = require('node:path');
const { app } = require('electron');

// Playwright's part in the app's process, which holds the app back until the test is attached. Without it a window
// may open unseen, and the launch hangs. The official binary gets it by `-r`, which this one does not know.
const loader = process.env.ROLLCALL_TEST_LOADER;
if (loader) require(loader);

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (named === undefined) {
  process.stderr.write('Which app? Name the folder that holds its package.json.\n');
  app.exit(1);
} else {
  const folder = path.resolve(named);
  const manifest = require(path.join(folder, 'package.json'));
  app.setName(manifest.productName || manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(folder);
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  Module._load(folder, Module, true);
}
