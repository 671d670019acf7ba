/** A company in a real slapd, and what happens to its people while a story is told. */
import { onTestFinished } from 'vitest';
import {
  escapeDnValue,
  ldifRecord,
  makePeople,
  personDn,
  toLdif,
  type Person,
} from '../../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../../servers/slapd.ts';
import { configuration, launchWith, readerOf, suffix } from './acme.ts';
import type { RunningApp } from './app.ts';
import { electronMissing } from './available.ts';

/** Why stories with a real directory cannot be told here; undefined where they can. */
export const directoryMissing = electronMissing ?? (slapdAvailable ? undefined : 'slapd not found');

/** Nobody is alone in a unit: an empty container would say that a right was lost, and not that somebody left. */
const ous = ['Sales'];

export interface PeopleWorld {
  readonly slapd: Slapd;
  readonly people: readonly Person[];
  /** These leave: their entries are deleted. */
  leave(...who: Person[]): Promise<void>;
  /** These come, as new people. */
  join(...who: Person[]): Promise<void>;
  /** Somebody's entry goes to another place, outside of what is searched; or comes back as it was. */
  move(who: Person, where: 'away' | 'back'): Promise<void>;
  /** An attribute of somebody gets another value. */
  change(who: Person, attribute: keyof Person, value: string): Promise<void>;
}

/** Starts a slapd with so many people. */
export async function startPeople(count: number): Promise<PeopleWorld> {
  const people = makePeople(count, { ous });
  const former = ldifRecord(`ou=former,${suffix}`, [
    ['objectClass', 'organizationalUnit'],
    ['ou', 'former'],
  ]);
  const slapd = await startSlapd({ ldif: `${toLdif(people, suffix)}\n${former}` });
  onTestFinished(() => slapd.stop());
  return {
    slapd,
    people,
    leave: (...who) => slapd.delete(...who.map((person) => personDn(person, suffix))),
    join: (...who) => slapd.add(who.map(toEntry).join('\n')),
    move: (who, where) => {
      const rdn = `uid=${escapeDnValue(who.uid)}`;
      const here = `ou=${escapeDnValue(who.ou)},ou=people,${suffix}`;
      const there = `ou=former,${suffix}`;
      const [from, to] = where === 'away' ? [here, there] : [there, here];
      return slapd.modify(
        `dn: ${rdn},${from}\nchangetype: modrdn\nnewrdn: ${rdn}\ndeleteoldrdn: 0\nnewsuperior: ${to}\n`,
      );
    },
    change: (who, attribute, value) =>
      slapd.modify(
        `dn: ${personDn(who, suffix)}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n`,
      ),
  };
}

/** An entry as ldapadd takes it: the server itself gives it a key. */
function toEntry(person: Person): string {
  const { uid, givenName, sn, cn, mail, departmentNumber, telephoneNumber } = person;
  return ldifRecord(`uid=${escapeDnValue(uid)},ou=${escapeDnValue(person.ou)},ou=people,${suffix}`, [
    ['objectClass', 'inetOrgPerson'],
    ...Object.entries({ uid, givenName, sn, cn, mail, departmentNumber, telephoneNumber }),
  ]);
}

/** Starts the app on an account list that was synchronized with them once. */
export function launchWithPeople({ slapd }: PeopleWorld): Promise<RunningApp & { dataFolder: string }> {
  return launchWith(configuration(readerOf(slapd)), { synchronized: true });
}
