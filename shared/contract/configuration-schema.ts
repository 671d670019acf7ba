import { z } from 'zod';
import { configurationFileSchema } from './configuration-file.ts';

/** The configuration file as JSON Schema (2020-12), for editors; published as docs/configuration.schema.json. */
export function configurationJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configurationFileSchema, { io: 'input', reused: 'inline' });
}
