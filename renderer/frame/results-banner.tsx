import { IconEye } from '@tabler/icons-react';
import { dateTime, stamp } from '../components/times.ts';
import { Value } from '../components/value.tsx';
import { useResults } from '../state/read-only.ts';
import classes from './frame.module.css';

/** Says in a window that shows a results file what it is, and that nothing can be changed. */
export function ResultsBanner() {
  const results = useResults();
  if (!results) return null;
  const { enterprise, exportedAt, rollcallVersion } = results;
  return (
    <section className={classes.banner} aria-label="Results file">
      <IconEye size={16} aria-hidden />
      <span className="wrap-anywhere">
        Results of <Value>{enterprise}</Value>, exported{' '}
        <time dateTime={exportedAt} title={stamp(exportedAt)}>
          {dateTime(exportedAt)}
        </time>{' '}
        with Rollcall <Value>{rollcallVersion}</Value>. Nothing can be changed here.
      </span>
    </section>
  );
}
