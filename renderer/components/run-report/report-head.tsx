import { Anchor, Code, Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { whole } from '../numbers.ts';
import { Dot } from '../outcome.tsx';
import { explanations, type Explanation } from '../run-explanations.ts';
import { Panel } from '../screen.tsx';
import { recordsWord } from '../source-words.ts';
import {
  apartFromSum,
  devicesOf,
  hasSum,
  sumOf,
  TABS_ID,
  tabsOf,
  type ReportTab,
  type Term,
} from './report-tabs.ts';
import type { Report } from './report.ts';
import { SeatsNotice } from './seats-notice.tsx';
import classes from './report.module.css';

/** What was or would be done, why it is not plain success, and how it adds up. */
export function ReportHead({
  report,
  facts,
  sentence,
  children,
}: {
  report: Report;
  /** What it is: outcome, times. */
  facts: ReactNode;
  sentence: string;
  /** Further remarks, above the counters. */
  children?: ReactNode;
}) {
  return (
    <Panel>
      <Stack gap="sm">
        <Group gap="md">{facts}</Group>
        <Text className={classes.sentence}>{sentence}</Text>
        {explanations(report).map((each) => (
          <ExplanationPart key={each.title} explanation={each} />
        ))}
        <SeatsNotice report={report} />
        {children}
        <Sum report={report} />
      </Stack>
    </Panel>
  );
}

const TONES = { bad: 'bad', warn: 'warn', held: 'held', idle: 'idle' } as const;

function ExplanationPart({ explanation }: { explanation: Explanation }) {
  const { tone, title, text, hint, code, causes, tab } = explanation;
  return (
    <div className={classes.explanation} data-tone={tone}>
      <Group gap={6}>
        <Dot color={TONES[tone]} />
        <Text fw={600} size="sm">
          {title}
        </Text>
        {code !== null && <Code>{code}</Code>}
      </Group>
      <Text size="sm" className="wrap-anywhere">
        {text} {tab !== null && <TabLink tab={tab} label="Show them" />}
      </Text>
      {causes.length > 0 && (
        <List size="sm" mt={4} withPadding={false}>
          {causes.map((cause) => (
            <List.Item key={`${cause.severity} ${cause.code}`}>
              <TabLink tab="issues" code={cause.code} label={`${cause.code} (${whole(cause.count)})`} />
              {': '}
              {cause.hint}
            </List.Item>
          ))}
        </List>
      )}
      {hint !== '' && (
        <Text size="sm">
          <Text component="span" fw={600} inherit>
            What next:
          </Text>{' '}
          {hint}
        </Text>
      )}
    </div>
  );
}

/** A link to a tab of this page, perhaps with one code of issues opened. */
function TabLink({ tab, code, label }: { tab: ReportTab; code?: string; label: string }) {
  const [location] = useLocation();
  const search = new URLSearchParams({ tab, ...(code === undefined ? {} : { code }) });
  return (
    <Link asChild href={`${location}?${search.toString()}`} replace onClick={showTabs}>
      <Anchor inherit underline="always">
        {label}
      </Anchor>
    </Link>
  );
}

/** The tabs may stand below the edge of a small window. */
function showTabs() {
  requestAnimationFrame(() => document.getElementById(TABS_ID)?.scrollIntoView({ block: 'nearest' }));
}

/** The counters, as the sum that every run keeps (E10). */
function Sum({ report }: { report: Report }) {
  const { read, terms } = sumOf(report);
  const apart = apartFromSum(report);
  const devices = devicesOf(report);
  const tabs = new Set(tabsOf(report).flatMap(({ name, count }) => ((count ?? 0) > 0 ? [name] : [])));
  if (read === 0 && apart.every(({ count }) => count === 0)) return null;
  return (
    <div className={classes.sums}>
      {hasSum(report) && (
        <dl className={classes.sum} aria-label={`What became of the ${recordsWord(report.sourceKind)}`}>
          <TermPart term={{ label: 'Read', count: read, tab: null }} tabs={tabs} />
          {terms.map((term, index) => (
            <TermPart key={term.label} term={term} tabs={tabs} sign={index === 0 ? '=' : '+'} />
          ))}
        </dl>
      )}
      <dl
        className={classes.sum}
        aria-label={hasSum(report) ? 'What else was done' : 'What became of the rows'}
      >
        {apart.map((term) => (
          <TermPart key={term.label} term={term} tabs={tabs} />
        ))}
      </dl>
      {devices !== null && (
        <dl className={classes.sum} aria-label="What became of the devices">
          <TermPart term={{ label: 'Devices', count: devices.devices, tab: null }} tabs={tabs} />
          {devices.terms.map((term, index) => (
            <TermPart key={term.label} term={term} tabs={tabs} sign={index === 0 ? '=' : '+'} />
          ))}
        </dl>
      )}
    </div>
  );
}

function TermPart({ term, tabs, sign }: { term: Term; tabs: ReadonlySet<ReportTab>; sign?: string }) {
  const linked = term.tab !== null && term.count > 0 && tabs.has(term.tab);
  return (
    <div className={classes.term} data-sign={sign}>
      <dt>{term.label}</dt>
      <dd>{linked ? <TabLink tab={term.tab!} label={whole(term.count)} /> : whole(term.count)}</dd>
    </div>
  );
}
