import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { usageError } from './failures.ts';

export interface SourceOptions {
  enterprise?: string;
  source?: string;
}

/**
 * An Enterprise and a source, named as a person names them, as a condition of the contract. Throws `source.not-found`,
 * or `usage.invalid` when several Enterprises have a source of that name.
 */
export async function sourceCondition(
  client: EngineClient,
  { enterprise, source }: SourceOptions,
): Promise<{ enterprise?: string; sourceId?: number }> {
  const ofEnterprise = enterprise === undefined ? {} : { enterprise };
  if (source === undefined) return ofEnterprise;
  const found: number[] = [];
  for (const each of await enterpriseNames(client, enterprise)) {
    const { sources } = await client.sources.list({ enterprise: each });
    found.push(
      ...sources
        .filter(({ name }) => name.toLowerCase() === source.toLowerCase())
        .map(({ sourceId }) => sourceId),
    );
  }
  const [sourceId, other] = found;
  if (sourceId === undefined) throw new RollcallError('source.not-found', `There is no source ${source}.`);
  if (other !== undefined) {
    throw usageError(`several Enterprises have a source ${source}: name one with --enterprise`);
  }
  return { ...ofEnterprise, sourceId };
}

/** The Enterprise that was named, else all. */
export async function enterpriseNames(
  client: EngineClient,
  enterprise: string | undefined,
): Promise<string[]> {
  if (enterprise !== undefined) return [enterprise];
  return (await client.enterprises.list()).enterprises.map(({ id }) => id);
}
