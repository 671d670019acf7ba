#!/usr/bin/env node
'use strict';
/**
 * The `rollcall` command: starts dist/cli.js on a Node that can run it. CommonJS in old syntax, so that an
 * outdated Node gets as far as finding the newer one, or prints a sentence instead of a syntax error.
 */
var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');
var url = require('url');

var root = path.dirname(fs.realpathSync(__dirname));
var cli = path.join(root, 'dist', 'cli.js');

/** node:sqlite needs no flag from here on. "engines" allows less: a Node of the project's own comes with the packages. */
var oldest = [22, 13];

main();

function main() {
  if (!fs.existsSync(cli)) {
    fail('Rollcall is not built yet: run `npm run build`');
  } else if (isRecent(process.versions.node)) {
    hideSqliteWarning();
    import(url.pathToFileURL(cli).href).catch(function (error) {
      fail(error instanceof Error && error.stack ? error.stack : String(error));
    });
  } else {
    var newer = bundledNode();
    if (newer) startAgain(newer);
    else
      fail(
        'Rollcall needs Node ' +
          oldest.join('.') +
          ' or later, and this is ' +
          process.versions.node +
          '. ' +
          'Run `npm ci` in ' +
          root +
          ' to get one, or install a newer Node.',
      );
  }
}

function fail(sentence) {
  process.stderr.write(sentence + '\n');
  process.exitCode = 1;
}

function isRecent(version) {
  var parts = version.split('.').map(Number);
  return parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1]);
}

function bundledNode() {
  var file = path.join(root, 'node_modules', 'node-linux-' + process.arch, 'bin', 'node');
  if (process.platform !== 'linux' || !fs.existsSync(file)) return undefined;
  // Should the bundled one be too old itself, it must not start itself for ever.
  return fs.realpathSync(file) === fs.realpathSync(process.execPath) ? undefined : file;
}

/** Node 22 prints a warning about node:sqlite on every start; other warnings stay. */
function hideSqliteWarning() {
  var emitWarning = process.emitWarning;
  process.emitWarning = function (warning, type) {
    var name = typeof type === 'object' && type ? type.type : type;
    if (name === 'ExperimentalWarning' && /SQLite/.test(String(warning))) return;
    emitWarning.apply(process, arguments);
  };
}

function startAgain(node) {
  var child = childProcess.spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  function forward(signal) {
    // Ctrl+C reaches the child from the terminal already; a second one would mean "at once".
    if (signal === 'SIGINT' && terminalSignals()) return;
    child.kill(signal);
  }
  signals.forEach(function (signal) {
    process.on(signal, forward);
  });
  child.on('error', function (error) {
    fail(node + ' could not be started: ' + error.message);
  });
  child.on('exit', function (code, signal) {
    signals.forEach(function (each) {
      process.removeListener(each, forward);
    });
    // A script that looks at how the command ended must see what really happened to it.
    process.exitCode = code === null ? 1 : code;
    if (signal) process.kill(process.pid, signal);
  });
}

/** Whether this process is in the foreground of a terminal, which then signals the whole group itself. */
function terminalSignals() {
  try {
    var stat = fs.readFileSync('/proc/self/stat', 'utf8');
    var fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch (error) {
    return Boolean(process.stdin.isTTY);
  }
}
