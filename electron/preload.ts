/*
 * The one bridge to the page. It forwards message ports and nothing else; the page gets no function, no object and no
 * Node from here. What passes, in order:
 *
 * 1. The page installs its listener, then says
 *      window.postMessage('rollcall:ready', location.origin);
 * 2. Main answers, and the page's listener gets a MessageEvent with
 *      event.source === window, event.origin === location.origin ('app://rollcall'),
 *      event.data  === { type: 'rollcall:ports', has: ['shell', 'engine'] },
 *      event.ports in the order of `has`.
 *    `shell` speaks shellContract, `engine` the contract, both through oRPC's RPCLink of
 *    '@orpc/client/message-port'. The page calls port.start() on each.
 * 3. `has` is ['shell'] alone while there is no engine: it is being started, or its data folder cannot be opened;
 *    the shell's `events` say which. As soon as there is one, the page gets the same message with has: ['engine'].
 *    The same happens after a crash: the event `restarting`, and with `running` a message with a new engine port.
 *    The old port is closed; calls on it never end where the page's Chromium tells no 'close' of a port (before
 *    122), so the page drops the old client at `restarting`.
 * 4. 'rollcall:ready' again from the same window, after a reload too, gets a new set; the old one is closed. After
 *    `failed` it also has the engine tried anew.
 */
import { ipcRenderer } from 'electron';

window.addEventListener('message', (event) => {
  if (event.source !== window || event.origin !== location.origin) return;
  if (event.data === 'rollcall:ready') ipcRenderer.send('rollcall:connect');
});

ipcRenderer.on('rollcall:ports', (event, has: unknown) => {
  window.postMessage({ type: 'rollcall:ports', has }, location.origin, [...event.ports]);
});
