import type { Known, PbxExport, RuleResult } from '../../shared/domain/mivoice-business/types.ts';

/** Says in words what does not add up, without using any of the rules. */
export function faults(read: PbxExport, known: Known, result: RuleResult): string[] {
  const found: string[] = [];
  const { people, left, gone, notAssigned } = result;
  const accounts = new Map(known.accounts.map((account) => [account.accountId, account]));
  const leftNumbers = new Set(left.flatMap((id) => accounts.get(id)!.numbers.map((each) => each.number)));

  // Every device in exactly one place.
  const rest = [...notAssigned.map(({ device }) => device)];
  const assigned = new Map<string, number>();
  for (const person of people) {
    for (const each of person.numbers) assigned.set(each.number, (assigned.get(each.number) ?? 0) + 1);
  }
  let inLeft = 0;
  for (const device of read.devices) {
    const place = rest.indexOf(device);
    if (place >= 0) {
      rest.splice(place, 1);
      if (assigned.has(device.number)) found.push(`${device.number} is assigned and not assigned`);
    } else if (assigned.has(device.number)) {
      if (leftNumbers.has(device.number)) found.push(`${device.number} is a person's and a left account's`);
    } else if (leftNumbers.has(device.number)) inLeft += 1;
    else found.push(`${device.number} is nowhere`);
  }
  if (rest.length > 0) found.push('devices that are not in the export are not assigned');
  for (const [each, times] of assigned) {
    if (times > 1) found.push(`${each} belongs to ${times} people`);
    if (read.devices.filter((device) => device.number === each).length !== 1)
      found.push(`${each} has no one row`);
  }
  const sum = people.reduce((total, person) => total + person.numbers.length, 0);
  if (inLeft !== result.assignedElsewhere) found.push(`${inLeft} devices are left accounts', not as counted`);
  if (sum + inLeft + notAssigned.length !== read.devices.length) found.push('devices do not add up');

  // Every account in exactly one place.
  const places = [
    ...people.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])),
    ...left,
    ...gone.map(({ accountId }) => accountId),
  ];
  if (new Set(places).size !== places.length) found.push('an account is in two places');
  for (const id of accounts.keys()) if (!places.includes(id)) found.push(`account ${id} is nowhere`);
  for (const id of places) if (!accounts.has(id)) found.push(`account ${id} is unknown`);

  // People.
  if (new Set(people.map(({ key }) => key)).size !== people.length) found.push('two people have one key');
  for (const person of people) {
    const { key, deskPhone, softPhone, softPhoneKind, numbers, lastName, firstName, match, accountId } =
      person;
    const kindOf = (wanted: string) => numbers.find((each) => each.number === wanted)?.kind;
    if (kindOf(key) === undefined) found.push(`${key} has not its own number`);
    if (deskPhone !== '' && kindOf(deskPhone) !== 'desk') found.push(`${key}: desk phone`);
    if (numbers.some(({ kind }) => kind === 'desk') !== (deskPhone !== ''))
      found.push(`${key}: no desk phone`);
    const softs = numbers.filter(({ kind }) => kind === 'soft').map((each) => each.number);
    if (softs.join() !== softPhone) found.push(`${key}: softphones ${softs.join()}`);
    if ((softPhone === '') !== (softPhoneKind === '')) found.push(`${key}: kind of softphone`);
    if (firstName.trim() + lastName.trim() === '') found.push(`${key} has no name`);
    if ((match === 'new') !== (accountId === null)) found.push(`${key}: ${match}`);
    const stored = accountId === null ? undefined : accounts.get(accountId);
    if (stored !== undefined) {
      const names = (of: { firstName: string; lastName: string; department: string }) =>
        JSON.stringify([of.firstName, of.lastName, of.department]);
      const isSame = names(stored) === names(person);
      const expected = stored.key !== key ? 'renumbered' : isSame ? 'same' : 'changed';
      if (expected !== match && !(expected === 'changed' && match === 'identity-changed')) {
        found.push(`${key}: ${match}, not ${expected}`);
      }
      if (match === 'renumbered' && !isSame) found.push(`${key}: renumbered under another name`);
    }
    for (const { from, to } of person.moved) {
      if (kindOf(from) !== undefined || kindOf(to) === undefined)
        found.push(`${key}: ${from} moved to ${to}`);
      if (stored!.numbers.some((each) => each.number === to)) found.push(`${key}: ${to} was there before`);
    }
  }
  return found;
}
