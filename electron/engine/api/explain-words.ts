import { dayOf } from '../../../shared/domain/day.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import { historyField, partName } from '../../../shared/domain/history-fields.ts';
import type { AccountEventRecord } from '../store/index.ts';

const PEOPLE: Record<AccountEventRecord['actor'], string> = {
  administrator: 'an administrator',
  command: 'an administrator',
  user: 'the user',
  '': 'a person',
};

/** Who did something, and when: `run 14 (HQ directory) on 2026-11-23`. */
export function byWhom({ runId, runKind, undoes, source, at, actor }: AccountEventRecord): string {
  const day = dayOf(at);
  if (runId === null) return `${PEOPLE[actor]} on ${day}`;
  if (undoes !== null) return `run ${runId}, which undid run ${undoes}, on ${day}`;
  const what = runKind === 'approval' ? `an approval of ${source ?? 'its source'}` : (source ?? '');
  return `run ${runId}${what === '' ? '' : ` (${what})`} on ${day}`;
}

/** Why a row was planned, held or refused; empty where a person or an undo says enough. */
export function whyOf({ runId, undoes, state, reasonCode, detail, kind }: AccountEventRecord): string {
  if (state === 'applied' && (runId === null || undoes !== null)) return '';
  if (state === 'applied' && kind !== 'delete') return '';
  return reasonOf(reasonCode, detail);
}

/** A name of a field as it stands in a sentence: `desk phone`. */
function fieldWords(field: string): string {
  if (field === 'loginId') return 'login ID';
  if (field === 'dn') return 'entry';
  return field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What happened to an account, in one sentence. */
export function eventSentence(event: AccountEventRecord): string {
  const why = whyOf(event);
  const because = why === '' ? '' : `: ${why}`;
  if (event.state !== 'applied') {
    return `${PLANNED[event.kind] ?? 'A change'} was ${event.state} by ${byWhom(event)}${because}.`;
  }
  const from = event.dn === '' || event.undoes !== null ? '' : ` from ${event.dn}`;
  switch (event.kind) {
    case 'create':
      return event.undoes === null
        ? `Created by ${byWhom(event)}${from}.`
        : `Brought back by ${byWhom(event)}.`;
    case 'delete':
      return `Deleted by ${byWhom(event)}${because}.`;
    case 'moved':
      return `Its entry moved to ${event.dn}, as ${byWhom(event)} found.`;
    case 'number-held':
      return `The number ${numberOf(event)} was kept by ${byWhom(event)}: a status points at it.`;
    case 'number-added':
      return `The number ${numberOf(event)} was added by ${byWhom(event)}.`;
    case 'number-removed':
      return `The number ${numberOf(event)} was removed by ${byWhom(event)}.`;
    case 'update':
      return event.undoes === null
        ? `${capital(changed(event))} by ${byWhom(event)}${from}.`
        : `Put back by ${byWhom(event)}: ${changed(event)}.`;
  }
}

const PLANNED: Record<string, string> = { create: 'A creation', update: 'A change', delete: 'A deletion' };

/** `desk phone changed from 3000 to 3001`. */
function changed({ fields }: AccountEventRecord): string {
  const parts = Object.entries(fields).map(([field, pair]) => {
    const [before = null, after = null] = pair.map((value) => (typeof value === 'string' ? value : null));
    const part = partOfLife(field, before, after);
    if (part !== null) return part;
    const words = fieldWords(field);
    if (before === null) return `${words} set to ${after ?? ''}`;
    return after === null ? `${words} ${before} removed` : `${words} changed from ${before} to ${after}`;
  });
  return parts.length === 0 ? 'changed' : parts.join(', ');
}

/** What became of a number or of a status: `Mobile, Make call from: 6001 → Prime phone`; null of another field. */
function partOfLife(field: string, before: string | null, after: string | null): string | null {
  const about = historyField(field);
  if (about === null) return null;
  const change = `${before ?? 'nothing'} → ${after ?? 'nothing'}`;
  switch (about.about) {
    case 'activeStatus':
      return `active status: ${change}`;
    case 'number':
      if (before === null) return `number ${about.number} added: ${after ?? ''}`;
      return after === null ? `number ${about.number} removed` : `number ${about.number}: ${change}`;
    case 'status':
      if (about.part !== null) return `${about.status}, ${partName(about.part)}: ${change}`;
      return `status ${about.status} ${after ?? ''}`;
  }
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function numberOf({ proposed }: AccountEventRecord): string {
  const [before, after] = (proposed?.['number'] ?? []) as unknown[];
  const number = after ?? before;
  return typeof number === 'string' ? number : '';
}
