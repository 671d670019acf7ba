import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { answerFor, listPageFiles } from './page-files.ts';
import { contentSecurityPolicy } from './page-policy.ts';

/** Where the nonce goes in index.html. */
const NONCE_PLACE = '__STYLE_NONCE__';

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** Serves the page's folder as `app://rollcall/`. */
export function serveApp(pageFolder: string): void {
  let files = listPageFiles(pageFolder);
  protocol.handle('app', async (request) => {
    const answer = answerFor(request.method, request.url, files);
    if (answer.kind === 'refused') {
      return respond(answer.reason, answer.status, 'text/plain; charset=utf-8', newNonce());
    }
    if (answer.kind === 'file') {
      return respond(await readFile(answer.file), 200, answer.contentType, newNonce());
    }
    // Every load begins here, so a page that was built anew is found.
    files = listPageFiles(pageFolder);
    const index = files.get('/index.html');
    if (index === undefined) return respond('The page is missing.', 404, 'text/plain', newNonce());
    const nonce = newNonce();
    const html = (await readFile(index, 'utf8')).replaceAll(NONCE_PLACE, nonce);
    return respond(html, 200, 'text/html; charset=utf-8', nonce);
  });
}

function newNonce(): string {
  return randomBytes(18).toString('base64');
}

function respond(body: string | Uint8Array<ArrayBuffer>, status: number, contentType: string, nonce: string) {
  return new Response(body, {
    status,
    headers: {
      'Content-Type': contentType,
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    },
  });
}
