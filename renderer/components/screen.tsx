import { Group, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { isolated } from './isolated.ts';
import classes from './screen.module.css';

/** The body of a screen: its title, its actions at the right, and what it shows. */
export function Screen({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${isolated(title)} - Rollcall`;
  }, [title]);
  return (
    <Stack gap="md" className={classes.screen}>
      <Group justify="space-between" align="center" wrap="wrap">
        <Title order={1} fz="xl" className="wrap-anywhere">
          {title}
        </Title>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  );
}

/** A box on the ground of a screen. */
export function Panel({
  title,
  actions,
  children,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.panel} aria-label={title}>
      {title !== undefined && (
        <Group justify="space-between" mb="xs">
          <Title order={2} fz="md">
            {title}
          </Title>
          {actions}
        </Group>
      )}
      {children}
    </section>
  );
}
