import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { RollcallError } from '../../shared/domain/errors.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { alignedRows, plain } from './text.ts';

/** Bytes of the largest file that is read. */
const LARGEST_FILE = 64 * 2 ** 20;

const THINGS: Record<string, string> = {
  enterprise: 'Enterprise',
  feature: 'feature',
  featureProfile: 'feature profile',
  statuses: 'dynamic statuses',
  synchronizer: 'synchronizer',
  pbxNode: 'PBX node',
  account: 'account',
};

/** `rollcall config import`: validates the file as a whole, then creates or updates by name. */
export function importCommand(file: string): Command {
  return async (context) => {
    const { out, err, json } = context;
    // Read before the engine opens: a wrong path must not make a data folder.
    const text = await readText(context, file);
    const folder = file === '-' ? context.world.cwd : path.dirname(path.resolve(context.world.cwd, file));
    return withEngine(context, async (client) => {
      const { changes, warnings } = await client.configuration.import({ text, folder });
      for (const warning of warnings) err.line(`${err.paint('yellow', 'warning')}: ${plain(warning)}`);
      if (json) {
        await out.write(`${JSON.stringify({ changes, warnings }, null, 2)}\n`);
        return 0;
      }
      const rows = changes.map(({ action, what, enterprise, name }) => [
        action,
        THINGS[what] ?? what,
        plain(name),
        what === 'enterprise' ? '' : plain(enterprise),
      ]);
      await out.write(rows.length === 0 ? 'The file names nothing.\n' : `${alignedRows(rows).join('\n')}\n`);
      return 0;
    });
  };
}

/** `rollcall config export`: the configuration as a file that can be imported; never a secret. */
export function exportCommand(options: { enterprise?: string }): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const file = await client.configuration.export(
        options.enterprise === undefined ? {} : { enterprise: options.enterprise },
      );
      await context.out.write(`${JSON.stringify(file, null, 2)}\n`);
      return 0;
    });
}

async function readText({ world }: CommandContext, file: string): Promise<string> {
  return decode(file === '-' ? await readAll(world.stdin) : await readBytes(path.resolve(world.cwd, file)));
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE) throw tooLarge();
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof RollcallError) throw cause;
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new RollcallError('file.unreadable', `The configuration file ${file} cannot be read (${reason}).`, {
      cause,
    });
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > LARGEST_FILE) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function tooLarge(): RollcallError {
  return new RollcallError('config.invalid', 'The file is larger than 64 MB.');
}

/** UTF-8, or UTF-16 with its byte order mark, as PowerShell's `>` writes it. */
function decode(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RollcallError('config.invalid', 'The file is not UTF-8 text.', { cause });
  }
}
