import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconLock } from '@tabler/icons-react';
import type { Me } from '../../shared/contract/index.ts';
import { isolated } from '../components/isolated.ts';
import { Dot } from '../components/outcome.tsx';
import { Value } from '../components/value.tsx';
import { engine } from '../state/ports.ts';
import classes from './client.module.css';
import { tellDone } from './tell-done.tsx';
import { changeOrTell } from './use-me.ts';
import { whoAmI } from './words.ts';

/** Who is signed in, and which status is active; opens the list of statuses to switch to (domain.md 5.4). */
export function StatusSwitch({ me, fallback }: { me: Me | null; fallback: string }) {
  if (me === null) return <span className={classes.who}>{isolated(fallback)}</span>;
  const active = me.statuses.find((status) => status.active);

  async function activate(name: string) {
    if (name === active?.name) return;
    const after = await changeOrTell(() => engine.me.activate({ name }));
    if (after !== null) tellDone('Status switched', `${isolated(name)} is active now.`, after);
  }

  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.switch}>
          <span className={classes.who}>{whoAmI(me)}</span>
          {active !== undefined && (
            <span className={classes.active}>
              <VisuallyHidden>Active status: </VisuallyHidden>
              <Dot color={active.broken ? 'bad' : 'good'} /> <Value>{active.name}</Value>
              {active.broken && <VisuallyHidden>, which does not work</VisuallyHidden>}
            </span>
          )}
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown maw={340} className={classes.menu}>
        <Menu.Label>Active status</Menu.Label>
        <Menu.RadioGroup value={active?.name ?? null} onChange={(name) => void activate(name)}>
          {me.statuses.map(({ name, locked }) => (
            <Menu.RadioItem key={name} value={name} closeMenuOnClick className="wrap-anywhere">
              <Value>{name}</Value>{' '}
              {locked && <IconLock size={13} role="img" aria-label="Defined by your administrator" />}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
