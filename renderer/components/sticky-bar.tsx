import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './sticky-bar.module.css';

/**
 * A bar that stays at the bottom of the screen: what was not saved, and what to do about it. Its buttons stand at the
 * left: notifications cover the right corner for a while.
 */
export function StickyBar({
  changed,
  words,
  children,
}: {
  changed: boolean;
  words: string;
  children: ReactNode;
}) {
  return (
    <section className={classes.bar} aria-label="Save" data-changed={changed || undefined}>
      <Group gap="xs">{children}</Group>
      <Text size="sm" role="status">
        {words}
      </Text>
    </section>
  );
}
