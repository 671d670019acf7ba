import type { RunSummary } from '../../shared/contract/index.ts';
import { counted, whole } from './numbers.ts';

type Counters = RunSummary['counters'];

/** Whether something was done, or would be. */
type Mood = 'did' | 'would';

/** What became of the devices of a PBX (E10); empty when none was read: `Of 250 devices, 10 are not assigned.` */
export function devicesSentence({ devices, assigned, notAssigned }: Counters): string {
  if (devices === 0) return '';
  if (notAssigned === 0) {
    return devices === 1
      ? 'The 1 device is in an account.'
      : `All ${whole(devices)} devices are in accounts.`;
  }
  if (assigned === 0) {
    return `${counted(devices, 'device')} ${devices === 1 ? 'is' : 'are'} not assigned to any account.`;
  }
  const [inAccounts, not] = [assigned, notAssigned].map((count) =>
    count === 1 ? '1 is' : `${whole(count)} are`,
  );
  return `Of ${whole(devices)} devices, ${inAccounts} in accounts and ${not} not assigned.`;
}

/** Numbers that came, went or stay, and accounts that are gone and stay, as parts of a sentence. */
export function numberParts(counters: Counters, mood: Mood): string[] {
  const { numbersAdded, numbersRemoved, numbersHeld, orphaned } = counters;
  const be = (count: number) => (mood === 'would' ? 'would be' : count === 1 ? 'was' : 'were');
  const moved = [
    numbersAdded > 0 ? `${counted(numbersAdded, 'number')} ${be(numbersAdded)} added` : '',
    numbersRemoved > 0
      ? `${numbersAdded > 0 ? whole(numbersRemoved) : counted(numbersRemoved, 'number')} ${be(numbersRemoved)} removed`
      : '',
  ].filter((part) => part !== '');
  return [
    moved.join(' and '),
    numbersHeld > 0 ? keptPart(numbersHeld, mood) : '',
    orphaned > 0 ? orphanPart(orphaned) : '',
  ].filter((part) => part !== '');
}

function keptPart(count: number, mood: Mood): string {
  const [be, it] = count === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${counted(count, 'number')} ${mood === 'would' ? 'would be' : be} kept, because dynamic statuses point at ${it}`;
}

function orphanPart(count: number): string {
  return count === 1
    ? '1 account is gone from the PBX and stays, because something holds one of its numbers'
    : `${whole(count)} accounts are gone from the PBX and stay, because something holds one of their numbers`;
}
