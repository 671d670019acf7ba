import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The only kinds of files that a page is made of. What is not listed is not served. */
const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** What an address stands for. */
export type PageAnswer =
  | { kind: 'page' }
  | { kind: 'file'; file: string; contentType: string }
  | { kind: 'refused'; status: 400 | 404 | 405; reason: string };

/**
 * The files of the page by their path in an address. An address only ever picks one of them, so that no trick with
 * dots, slashes or encodings can reach another file. Links are left out, wherever they lead.
 */
export function listPageFiles(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  const walk = (directory: string, prefix: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const full = path.join(directory, entry.name);
      if (entry.isDirectory()) walk(full, `${prefix}${entry.name}/`);
      else if (entry.isFile()) files.set(`${prefix}${entry.name}`, full);
    }
  };
  walk(folder, '/');
  return files;
}

/**
 * What is served for a request. An address that names no file is one of the page's screens, such as
 * `app://rollcall/acme/accounts`, and gets the page itself.
 */
export function answerFor(method: string, address: string, files: ReadonlyMap<string, string>): PageAnswer {
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'Only GET is served here.');
  const asked = decodedPath(address);
  if (asked === null) return refused(400, 'This address is not well formed.');
  if (asked === '/' || asked === '/index.html') return { kind: 'page' };
  const contentType = CONTENT_TYPES[path.posix.extname(asked).toLowerCase()];
  if (contentType === undefined) return { kind: 'page' };
  const file = files.get(asked);
  if (file === undefined) return refused(404, 'There is no such file.');
  return { kind: 'file', file, contentType };
}

/** Whether an address is one that a window can be opened on. */
export function isScreen(address: string): boolean {
  return answerFor('GET', address, new Map()).kind === 'page';
}

function refused(status: 400 | 404 | 405, reason: string): PageAnswer {
  return { kind: 'refused', status, reason };
}

/** The path of an address, decoded once; null when somebody is trying something. */
function decodedPath(address: string): string | null {
  const found = /^app:\/\/rollcall(\/[^?#]*)?(?:[?#].*)?$/s.exec(address);
  if (found === null) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(found[1] ?? '/');
  } catch {
    return null;
  }
  if (/[\\\u0000-\u001f]/.test(decoded) || decoded.startsWith('//')) return null;
  return decoded.split('/').some((segment) => segment === '..' || segment === '.') ? null : decoded;
}
