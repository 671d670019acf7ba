import { Button, Group, Stack, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { areDefault } from '../../../shared/domain/status-templates.ts';
import { isolated } from '../../components/isolated.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { Panel } from '../../components/screen.tsx';
import { onCommand } from '../../state/events.ts';
import {
  MOST_TEMPLATES,
  namePath,
  newKey,
  withDefaults,
  withMoved,
  withNew,
  without,
  withTemplate,
} from './template-draft.ts';
import { TemplateFields } from './template-fields.tsx';
import { openerId, TemplateItem } from './template-item.tsx';
import type { TemplatesFormState } from './use-templates-form.ts';
import classes from './status-templates.module.css';

const ADD_ID = 'add-status-template';

/** The templates in their order, each of which opens to be edited. */
export function TemplateList({
  form,
  readOnly,
  opened,
  setOpened,
}: {
  form: TemplatesFormState;
  readOnly: boolean;
  /** Keys of those that are open. */
  opened: ReadonlySet<string>;
  setOpened: (keys: ReadonlySet<string>) => void;
}) {
  const { values, set, base } = form;
  const { templates } = values;
  // What was done last, for those who do not see it.
  const [told, setTold] = useState('');

  function toggle(key: string) {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  }

  function add() {
    const key = newKey(values);
    set(withNew);
    setOpened(new Set(opened).add(key));
    focusSoon(() => document.querySelector<HTMLElement>(`[data-path="${CSS.escape(namePath(key))}"]`));
  }

  function remove(key: string, name: string) {
    const at = templates.findIndex((each) => each.key === key);
    const next = templates[at + 1] ?? templates[at - 1];
    set((before) => without(before, key));
    setTold(`${isolated(name)} is removed from the list.`);
    focusSoon(() => document.getElementById(next === undefined ? ADD_ID : openerId(next.key)));
  }

  function move(key: string, name: string, by: -1 | 1) {
    const at = templates.findIndex((each) => each.key === key) + by;
    set((before) => withMoved(before, key, by));
    setTold(`${isolated(name)} is number ${at + 1} of ${templates.length}.`);
  }

  const full = templates.length >= MOST_TEMPLATES;
  useEffect(
    () =>
      onCommand((command) => {
        if (command === 'add' && !readOnly) document.getElementById(ADD_ID)?.click();
      }),
    [readOnly],
  );

  return (
    <Panel title="Statuses">
      <Stack gap="sm">
        <ol className={classes.list} aria-label="Status templates">
          {templates.map((template, index) => {
            const { key } = template;
            const name = template.name.trim() || 'The new status';
            return (
              <TemplateItem
                key={key}
                template={template}
                open={opened.has(key)}
                onToggle={() => toggle(key)}
                first={index === 0}
                last={index === templates.length - 1}
                actions={
                  readOnly ? null : { move: (by) => move(key, name, by), remove: () => remove(key, name) }
                }
              >
                <TemplateFields
                  template={template}
                  onChange={(change) => set((before) => withTemplate(before, key, change))}
                  nameField={form.at(namePath(key))}
                  readOnly={readOnly}
                />
              </TemplateItem>
            );
          })}
        </ol>
        <VisuallyHidden role="status">{told}</VisuallyHidden>
        {!readOnly && (
          <Group gap="xs">
            <ActionButton
              id={ADD_ID}
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              reason={full ? `There can be ${MOST_TEMPLATES} at most.` : null}
              onClick={add}
            >
              Add status
            </ActionButton>
            {!areDefault(templates) && (
              <Button
                variant="subtle"
                onClick={() => {
                  set((before) => withDefaults(before, base));
                  setTold('The list holds the statuses that Rollcall comes with.');
                  focusSoon(() => document.getElementById(ADD_ID));
                }}
              >
                Back to the statuses that Rollcall comes with
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

/** Gives the focus to an element once it has been drawn. */
function focusSoon(find: () => HTMLElement | null): void {
  setTimeout(() => find()?.focus(), 50);
}
