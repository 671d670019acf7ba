import { Group, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHandStop,
  IconInfoCircle,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

type Tone = 'info' | 'warn' | 'bad' | 'held' | 'good';

const ICONS: Record<Tone, Icon> = {
  info: IconInfoCircle,
  warn: IconAlertTriangle,
  bad: IconAlertTriangle,
  held: IconHandStop,
  good: IconCircleCheck,
};

/** A remark that stays on the screen: its colour is a stripe and an icon, its text is plain. */
export function Notice({
  tone,
  title,
  children,
  action,
  id,
}: {
  tone: Tone;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  id?: string;
}) {
  const Sign = ICONS[tone];
  return (
    <div className={`${classes.notice} ${classes[tone]}`} id={id}>
      <Sign size={18} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        {title !== undefined && (
          <Text size="sm" fw={600}>
            {title}
          </Text>
        )}
        {children !== undefined && (
          <Text size="sm" component="div">
            {children}
          </Text>
        )}
      </div>
      {action !== undefined && <Group gap="xs">{action}</Group>}
    </div>
  );
}
