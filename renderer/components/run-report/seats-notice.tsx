import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { addresses } from '../../state/addresses.ts';
import { onceKnown } from '../../state/queries.ts';
import { isolated } from '../isolated.ts';
import { Notice } from '../notice.tsx';
import { isOfSeats } from '../run-explanations.ts';
import { FIRST, issuesFrom, issuesKey, type IssueCode, type Report } from './report.ts';

/** How many seats the new accounts need and how many there are (domain.md 6); nothing where nothing limits them. */
export function SeatsNotice({ report }: { report: Report }) {
  const code = report.codes.find((group) => isOfSeats(group.code))?.code;
  return code === undefined ? null : <Seats report={report} code={code} />;
}

function Seats({ report, code }: { report: Report; code: IssueCode }) {
  const queryKey = [...issuesKey(report, code), 'seats'];
  const found = useQuery({
    queryKey,
    meta: onceKnown(queryKey),
    queryFn: async ({ signal }) => (await issuesFrom(report, code, 1, signal)(FIRST)).rows[0]?.message ?? '',
  });
  if (found.data === undefined || found.data === '') return null;
  const short = code === 'seats.short';
  return (
    <Notice tone={short ? 'warn' : 'info'} {...(short ? { title: 'Not enough seats' } : {})}>
      {isolated(found.data)}
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
