import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { format, resolveConfig } from 'prettier';
import { configurationJsonSchema } from './configuration-schema.ts';

const file = path.join(import.meta.dirname, '..', '..', 'docs', 'configuration.schema.json');

test('docs/configuration.schema.json is in step with the schema of the configuration file', async () => {
  const options = await resolveConfig(file);
  const text = await format(JSON.stringify(configurationJsonSchema()), { ...options, parser: 'json' });
  if (process.env['UPDATE_SCHEMA'] === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const published = readFileSync(file, 'utf8');
  expect(
    published === text,
    'run: UPDATE_SCHEMA=1 npx vitest run shared/contract/configuration-schema.test.ts',
  ).toBe(true);
});

test('the schema refuses unknown keys and names what is required', () => {
  const schema = configurationJsonSchema() as {
    additionalProperties: boolean;
    required: string[];
    properties: { enterprises: { items: { required: string[]; additionalProperties: boolean } } };
  };
  expect(schema).toMatchObject({ additionalProperties: false, required: ['rollcall'] });
  expect(schema.properties.enterprises.items).toMatchObject({
    additionalProperties: false,
    required: ['id', 'description', 'domain'],
  });
});
