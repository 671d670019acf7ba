import { describe, test } from 'vitest';
import { configuration, launchWith } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import {
  accountFilter,
  accountPanel,
  accountRow,
  dialog,
  expect,
  expectAccounts,
  goTo,
  main,
} from './support/screens.ts';

describe.skipIf(electronMissing)('why an account is as it is', () => {
  test('says where each value comes from, and what happened to somebody who is gone', async () => {
    const accounts = [
      { loginId: 'bob', lastName: 'Berg', firstName: 'Bob' },
      { loginId: 'ann', lastName: 'Tal' },
    ];
    const file = configuration(null, { synchronization: { type: 'none' }, accounts });
    await using running = await launchWith(file);
    const { page } = running;
    await goTo(page, 'Accounts');
    await expectAccounts(page, '2 accounts');

    await accountRow(page, 'bob').click();
    const bob = accountPanel(page, 'Bob Berg');
    await bob.getByRole('button', { name: 'Where do these values come from?' }).click();
    const origins = bob.getByRole('list', { name: 'Where the values come from' });
    await expect(origins.getByRole('listitem').filter({ hasText: 'Last name' })).toContainText(
      /Berg\s*Entered by an administrator on \d{4}-\d\d-\d\d\./,
    );
    await bob.getByRole('button', { name: /^Delete/ }).click();
    await dialog(page, 'Delete account').getByRole('button', { name: 'Delete account' }).click();
    await expectAccounts(page, '1 account');

    await accountFilter(page).fill('Bob');
    await main(page)
      .getByRole('button', { name: /^What happened to .*Bob/ })
      .click();
    const told = main(page).getByRole('status', { name: /^What happened to .*Bob/ });
    await expect(told).toContainText(/bob was deleted by an administrator on \d{4}-\d\d-\d\d\./);

    await accountFilter(page).fill('nobody');
    await main(page)
      .getByRole('button', { name: /^What happened to .*nobody/ })
      .click();
    await expect(main(page).getByRole('status', { name: /nobody/ })).toContainText('is known');
  });
});
