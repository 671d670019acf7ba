/**
 * What Node has learned since 18.15, as far as the product and its packages use it; see language.ts. It changes
 * the built-in modules themselves, before any bundled module reads them.
 */
import crypto from 'node:crypto';
import diagnostics from 'node:diagnostics_channel';
import util from 'node:util';

if (!('hash' in crypto)) {
  Object.assign(crypto, {
    hash(algorithm: string, data: string | NodeJS.ArrayBufferView, encoding: string = 'hex') {
      const digest = crypto.createHash(algorithm).update(data);
      return encoding === 'buffer' ? digest.digest() : digest.digest(encoding as crypto.BinaryToTextEncoding);
    },
  });
}

if (!('styleText' in util)) Object.assign(util, { styleText: (_format: unknown, text: string) => text });

// The log library asks for one. Nobody listens to it here, so it only has to let the calls through.
if (!('tracingChannel' in diagnostics)) {
  type Act = (...values: unknown[]) => unknown;
  const call = (act: Act, _context?: unknown, self?: unknown, ...values: unknown[]) =>
    act.apply(self, values);
  Object.assign(diagnostics, {
    tracingChannel: () => ({ hasSubscribers: false, traceSync: call, tracePromise: call }),
  });
}

// Node 18 has it behind a flag only.
if (!('crypto' in globalThis)) Object.assign(globalThis, { crypto: crypto.webcrypto });
