import { Text } from '@mantine/core';
import type { StatusSettings } from '../../../shared/domain/status.ts';
import { REFERENCE_SLOTS, SLOT_NAMES, targetsAt } from '../../../shared/domain/status-rules.ts';
import { Marked } from '../marked.tsx';
import { problemAt, targetLabel, type EditorPhones } from './options.ts';
import classes from './status-editor.module.css';

/** What a status does, to be read only. */
export function StatusValues({ settings, phones }: { settings: StatusSettings; phones: EditorPhones }) {
  return (
    <dl className={classes.values}>
      {REFERENCE_SLOTS.map((slot) => {
        const targets = targetsAt(settings, slot).map((target) => targetLabel(target, phones));
        const problem = problemAt(slot, settings, phones);
        return (
          <div key={slot} className={classes.row}>
            <Text component="dt" size="sm" c="dimmed">
              {SLOT_NAMES[slot]}
            </Text>
            <Text component="dd" size="sm" m={0} className="wrap-anywhere">
              {targets.length === 0 ? 'Nowhere: no phone rings' : targets.join(', ')}
              {problem !== null && (
                <>
                  {' '}
                  <Marked color="bad">{problem}</Marked>
                </>
              )}
            </Text>
          </div>
        );
      })}
    </dl>
  );
}
