import type { SignInCode } from '../../shared/contract/index.ts';
import { CODE_LIST_START, codeRows } from '../../shared/domain/code-list.ts';
import { CSV_MARK } from '../../shared/domain/csv.ts';
import type { EngineClient } from '../engine/index.ts';
import { findAccount } from './account-of.ts';
import { withEngine, type Command } from './command.ts';
import { enterpriseNames } from './source-condition.ts';
import { counted, plain } from './text.ts';

/** For whom no code was made, and why. */
type PassedOver = { loginId: string; why: string }[];

export interface CodesOptions {
  enterprise?: string;
  login?: string[];
  days: number;
}

/**
 * `rollcall codes`: makes one-time codes and prints them, the only time that they are seen. For these logins, or for all
 * accounts that could not sign in. Nothing is made when a login is not known. Those of each Enterprise are printed as soon as
 * they are made: what fails later loses none.
 */
export function codesCommand(options: CodesOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, err, json } = context;
      const choices = await chosen(client, options);
      const passedOver: PassedOver = [];
      let count = 0;
      let begun = false;
      const print = async (codes: readonly SignInCode[]) => {
        const start = json ? '{"codes":[' : listStart(out.isTerminal);
        const rows = json ? codes.map((each, at) => listItem(each, count + at)).join('') : codeRows(codes);
        await out.write((begun ? '' : start) + rows);
        begun = true;
        count += codes.length;
      };
      try {
        for (const { enterprise, accountIds } of choices) {
          // Nobody would ever read them.
          if (out.closed) break;
          const made = await client.signIns.makeCodes({
            enterprise,
            days: options.days,
            ...(accountIds === undefined ? {} : { accountIds }),
          });
          passedOver.push(...made.passedOver);
          await print(made.codes);
        }
        if (!begun) await print([]);
      } finally {
        if (json && begun) await out.write(`\n],"passedOver":${JSON.stringify(passedOver)}}\n`);
        for (const { loginId, why } of passedOver) err.line(`${plain(loginId)}: no code. ${plain(why)}`);
        if (!json && begun) err.line(`${counted(count, 'code')} made.`);
      }
      return passedOver.length > 0 ? 2 : 0;
    });
}

/** The mark that spreadsheets want is for files: on a terminal it is a character too many. */
function listStart(isTerminal: boolean): string {
  return isTerminal ? CODE_LIST_START.slice(CSV_MARK.length) : CODE_LIST_START;
}

/** An item of a JSON array. */
function listItem(item: unknown, index: number): string {
  return `${index === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`;
}

/** For whom codes are made, by Enterprise. */
async function chosen(
  client: EngineClient,
  { enterprise, login }: CodesOptions,
): Promise<{ enterprise: string; accountIds?: number[] }[]> {
  if (login === undefined) {
    return (await enterpriseNames(client, enterprise)).map((each) => ({ enterprise: each }));
  }
  const byEnterprise = new Map<string, number[]>();
  for (const each of login) {
    const found = await findAccount(client, enterprise === undefined ? {} : { enterprise }, each);
    byEnterprise.set(found.enterprise, [...(byEnterprise.get(found.enterprise) ?? []), found.accountId]);
  }
  return [...byEnterprise].map(([name, accountIds]) => ({ enterprise: name, accountIds }));
}
