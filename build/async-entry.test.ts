import { expect, test } from 'vitest';
import { wrapBody } from './async-entry.ts';

test('imports stay at the top, on their lines; the rest becomes the body', () => {
  const code = 'import { a } from "a";\nimport {\n  b,\n  c\n} from "./b";\nimport "side";\nawait a(b, c);\n';
  expect(wrapBody(code)).toBe(
    'import { a } from "a";\nimport {\n  b,\n  c\n} from "./b";\nimport "side";\nvoid (async () => {await a(b, c);\n})();',
  );
});

test('a file without imports', () => {
  expect(wrapBody('await 1;\n')).toBe('void (async () => {await 1;\n})();');
});
