import { Anchor } from '@mantine/core';
import { Fragment } from 'react';
import { Link } from 'wouter';
import type { NumberRow } from '../../../shared/contract/index.ts';
import { addresses } from '../../state/addresses.ts';
import type { NumberView } from './view-address.ts';
import { holderText, moreHolders, othersText } from './words.ts';

/** Leads to a number as another account has it. */
export function HolderLink({
  enterprise,
  row,
  holder,
  view,
  inGrid = false,
}: {
  /** Its ID. */
  enterprise: string;
  row: NumberRow;
  holder: NumberRow['others'][number];
  /** The view that it is shown in. */
  view: NumberView;
  /** In a grid, which is one stop of the Tab key: the panel has the same link for the keyboard. */
  inGrid?: boolean;
}) {
  const { accountId, number } = holder;
  return (
    <Anchor
      component={Link}
      href={addresses.numbers(enterprise, { view, open: { accountId, number } })}
      inherit
      underline="always"
      {...(inGrid ? { tabIndex: -1 } : {})}
    >
      {holderText(holder, row.number)}
    </Anchor>
  );
}

/** Who has a number too, in a cell of the list: what does not fit is read in its title, and in the panel. */
export function OtherHolders({ enterprise, row }: { enterprise: string; row: NumberRow }) {
  const more = moreHolders(row);
  return (
    <span
      title={othersText(row)}
      // Cut here, where nothing scrolls: a link that is focused would move the cell.
      style={{ display: 'block', overflow: 'clip', textOverflow: 'ellipsis' }}
      // A link leads elsewhere than the row that it stands in.
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a') !== null) event.stopPropagation();
      }}
    >
      {row.others.map((holder, at) => (
        <Fragment key={holder.accountId}>
          {at > 0 && '; '}
          <HolderLink enterprise={enterprise} row={row} holder={holder} view="conflicts" inGrid />
        </Fragment>
      ))}
      {more !== '' && `; ${more}`}
    </span>
  );
}
