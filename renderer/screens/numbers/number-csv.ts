import type { NumberRow } from '../../../shared/contract/index.ts';
import { csv } from '../../components/csv.ts';
import {
  holdingStatuses,
  NUMBER_KINDS,
  NUMBER_ORIGINS,
  NUMBER_STATES,
} from '../../components/number-words.ts';
import { actorWord } from './words.ts';

/** Numbers as CSV, one a line, as typed. */
export function numbersCsv(rows: readonly NumberRow[]): string {
  return csv(
    [
      'Number',
      'Login ID',
      'First name',
      'Last name',
      'Source',
      'Kind',
      'Origin',
      'State',
      'Held by',
      'Since',
      'Who must act',
      'Why',
      'Also with',
    ],
    rows.map((row) => [
      row.number,
      row.loginId,
      row.firstName,
      row.lastName,
      row.source,
      NUMBER_KINDS[row.kind],
      NUMBER_ORIGINS[row.origin],
      NUMBER_STATES[row.state],
      row.state === 'present' ? '' : holdingStatuses(row.heldBy).join('; '),
      row.since,
      actorWord(row.mustAct),
      row.why,
      row.conflicts.join('; '),
    ]),
  );
}
