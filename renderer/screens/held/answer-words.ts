import type { Memory } from '../../../shared/contract/index.ts';

const REJECTED = {
  create: 'Rejected: no account is created',
  update: 'Rejected: the account stays as it is',
  delete: 'Rejected: the account stays',
} as const;

const UNDONE = {
  create: 'Undone: comes back only when approved',
  update: 'Undone: changes again only when approved',
  delete: 'Undone: is deleted again only when approved',
} as const;

/** What a remembered answer means for the account. */
export function answerWords({ answer, kind }: Pick<Memory, 'answer' | 'kind'>): string {
  if (answer === 'kept') return 'Kept: stays until its entry is back';
  if (answer === 'asked') return 'Taken back: waits for you when it comes up again';
  return answer === 'rejected' ? REJECTED[kind] : UNDONE[kind];
}
