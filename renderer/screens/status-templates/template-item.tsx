import { ActionIcon, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconLock, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isolated } from '../../components/isolated.ts';
import { Value } from '../../components/value.tsx';
import type { DraftTemplate } from './template-draft.ts';
import { settingsLine } from './target-words.ts';
import classes from './status-templates.module.css';

/** The element of the button that opens a template, for the focus. */
export function openerId(key: string): string {
  return `template ${key}`.replaceAll(/\s/g, '-');
}

/** One template in the list: its line, what can be done with it, and its fields while it is open. */
export function TemplateItem({
  template,
  open,
  onToggle,
  first,
  last,
  actions,
  children,
}: {
  template: DraftTemplate;
  open: boolean;
  onToggle: () => void;
  first: boolean;
  last: boolean;
  /** Null: it can only be looked at. */
  actions: { move: (by: -1 | 1) => void; remove: () => void } | null;
  children: ReactNode;
}) {
  const { key, settings, locked } = template;
  const name = isolated(template.name.trim() || 'the new status');
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <UnstyledButton className={classes.open} id={openerId(key)} aria-expanded={open} onClick={onToggle}>
          <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={open || undefined} />
          <span>
            <Text size="sm" fw={600} component="span" className="wrap-anywhere">
              {template.name.trim() === '' ? 'New status' : <Value>{template.name}</Value>}
              {locked && (
                <>
                  {' '}
                  <IconLock
                    size={13}
                    role="img"
                    aria-label="Defined by the administrator"
                    style={{ verticalAlign: '-2px' }}
                  />
                </>
              )}
            </Text>
            <Text size="xs" c="dimmed" component="span" display="block" className="wrap-anywhere">
              {settingsLine(settings)}
            </Text>
          </span>
        </UnstyledButton>
        {actions !== null && (
          <>
            <IconButton
              label={`Move ${name} up`}
              title="Move up"
              blocked={first}
              onClick={() => actions.move(-1)}
            >
              <IconArrowUp size={16} aria-hidden />
            </IconButton>
            <IconButton
              label={`Move ${name} down`}
              title="Move down"
              blocked={last}
              onClick={() => actions.move(1)}
            >
              <IconArrowDown size={16} aria-hidden />
            </IconButton>
            <IconButton
              label={`Remove ${name}`}
              title="Remove"
              blocked={first && last}
              onClick={actions.remove}
            >
              <IconTrash size={16} aria-hidden />
            </IconButton>
          </>
        )}
      </div>
      {open && <div className={classes.body}>{children}</div>}
    </li>
  );
}

/** It keeps the focus where it can do nothing more, such as at the top of the list: it only looks disabled then. */
function IconButton({
  label,
  title,
  blocked,
  onClick,
  children,
}: {
  label: string;
  title: string;
  blocked: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <ActionIcon
      className={classes.quiet}
      aria-label={label}
      title={title}
      data-disabled={blocked || undefined}
      aria-disabled={blocked || undefined}
      onClick={blocked ? undefined : onClick}
    >
      {children}
    </ActionIcon>
  );
}
