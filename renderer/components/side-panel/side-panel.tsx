import { ActionIcon, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './side-panel.module.css';

/** What stands beside a list: one of its rows, to be read or changed. It does not keep one from the list. */
export function SidePanel({
  name,
  line,
  what,
  onClose,
  onEscape,
  children,
}: {
  name: string;
  /** Under the name; left out for nothing. */
  line?: ReactNode;
  /** What is closed, as in "Close the *account*". */
  what: string;
  onClose: () => void;
  /** Left out where Escape would lose something. */
  onEscape?: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    <aside
      className={classes.panel}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onEscape?.();
      }}
    >
      <Group className={classes.head} justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Title order={2} fz="lg" className="wrap-anywhere">
            {name}
          </Title>
          {line && (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              {line}
            </Text>
          )}
        </div>
        <ActionIcon aria-label={`Close the ${what}`} onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {children}
    </aside>
  );
}

/** The part of a panel that scrolls. */
export function PanelBody({ children }: { children: ReactNode }) {
  return (
    <Stack className={classes.body} gap="lg" tabIndex={0} role="group" aria-label="Details">
      {children}
    </Stack>
  );
}

/** What can be done, at the foot of a panel. */
export function PanelFoot({ children }: { children: ReactNode }) {
  return (
    <Group className={classes.foot} gap="xs">
      {children}
    </Group>
  );
}

/** What is seen of a panel until it is known what it shows. */
export function PanelBones() {
  return (
    <Stack className={classes.body} gap="md" aria-busy>
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} height={70} />
      ))}
    </Stack>
  );
}

/** A part of a panel under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={3} fz="sm" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** A name and its value. */
export type Fact = [label: string, value: ReactNode];

/** Names and values; those without a value are left out. */
export function Facts({ facts, none }: { facts: Fact[]; none?: string }) {
  const filled = facts.filter(([, value]) => value !== '' && value !== null);
  if (filled.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <dl className={classes.facts}>
      {filled.map(([label, value]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
