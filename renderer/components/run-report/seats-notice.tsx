import { Anchor, List } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { addresses } from '../../state/addresses.ts';
import { onceKnown } from '../../state/queries.ts';
import { isolated } from '../isolated.ts';
import { Notice } from '../notice.tsx';
import { isOfSeats } from '../run-explanations.ts';
import { FIRST, issuesFrom, issuesKey, type IssueCode, type Report } from './report.ts';

/** Most features that are named; all of them are among the issues. */
const MOST = 20;

/**
 * How many seats of each feature the new accounts need and how many there are (domain.md 6); nothing where nothing limits
 * them.
 */
export function SeatsNotice({ report }: { report: Report }) {
  const codes = report.codes.map(({ code }) => code).filter(isOfSeats);
  return codes.map((code) => <Seats key={code} report={report} code={code} />);
}

function Seats({ report, code }: { report: Report; code: IssueCode }) {
  const queryKey = [...issuesKey(report, code), 'seats'];
  const found = useQuery({
    queryKey,
    meta: onceKnown(queryKey),
    queryFn: async ({ signal }) =>
      (await issuesFrom(report, code, MOST, signal)(FIRST)).rows.map(({ message }) => message),
  });
  const [first, ...others] = found.data ?? [];
  if (first === undefined) return null;
  const short = code === 'seats.short';
  return (
    <Notice tone={short ? 'warn' : 'info'} {...(short ? { title: 'Not enough seats' } : {})}>
      {others.length === 0 ? (
        isolated(first)
      ) : (
        <List size="sm">
          {[first, ...others].map((message) => (
            <List.Item key={message}>{isolated(message)}</List.Item>
          ))}
        </List>
      )}
      {short && (
        <>
          {' '}
          Free some on the{' '}
          <Anchor component={Link} href={addresses.features(report.enterprise)} inherit underline="always">
            Features
          </Anchor>{' '}
          tab, or give the accounts another feature profile.
        </>
      )}
    </Notice>
  );
}
