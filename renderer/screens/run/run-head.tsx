import { Anchor, Code, Group, List, Stack, Text } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import type { RunView } from '../../../shared/contract/index.ts';
import { whole } from '../../components/numbers.ts';
import { Dot, OutcomeBadge } from '../../components/outcome.tsx';
import { explanations, runSentence, type Explanation } from '../../components/run-sentence.ts';
import { isPartial, runKind } from '../../components/run-words.ts';
import { Panel } from '../../components/screen.tsx';
import { duration } from '../../components/times.ts';
import { When } from '../../components/when.tsx';
import { apartFromSum, sumOf, TABS_ID, tabsOf, type RunTab, type Term } from './run-tabs.ts';
import classes from './run.module.css';

/** What a run did, why it is not plain success, and how it adds up. */
export function RunHead({ run }: { run: RunView }) {
  const why = explanations(run);
  const took = duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
  return (
    <Panel>
      <Stack gap="sm">
        <Group gap="md">
          <OutcomeBadge outcome={run.outcome} partial={isPartial(run)} />
          <Text size="sm" c="dimmed" component="span">
            {runKind(run)}, started <When at={run.startedAt} inline />, took {took}
          </Text>
        </Group>
        <Text className={classes.sentence}>{runSentence(run)}</Text>
        {why.map((each) => (
          <ExplanationPart key={each.title} explanation={each} />
        ))}
        <Sum run={run} />
      </Stack>
    </Panel>
  );
}

const TONES = { bad: 'bad', warn: 'warn', held: 'held', idle: 'idle' } as const;

function ExplanationPart({ explanation }: { explanation: Explanation }) {
  const { tone, title, text, hint, code, causes } = explanation;
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
        {text}
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

/** A link to a tab of this run page, perhaps with one code of issues opened. */
function TabLink({ tab, code, label }: { tab: RunTab; code?: string; label: string }) {
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
function Sum({ run }: { run: RunView }) {
  const { read, terms } = sumOf(run);
  const apart = apartFromSum(run);
  const tabs = new Set(tabsOf(run).flatMap(({ name, count }) => ((count ?? 0) > 0 ? [name] : [])));
  if (read === 0 && apart.every(({ count }) => count === 0)) return null;
  return (
    <div className={classes.sums}>
      {run.kind === 'sync' && (
        <dl className={classes.sum} aria-label="What became of the entries">
          <TermPart term={{ label: 'Read', count: read, tab: null }} tabs={tabs} />
          {terms.map((term, index) => (
            <TermPart key={term.label} term={term} tabs={tabs} sign={index === 0 ? '=' : '+'} />
          ))}
        </dl>
      )}
      <dl className={classes.sum} aria-label="Accounts without an entry">
        {apart.map((term) => (
          <TermPart key={term.label} term={term} tabs={tabs} />
        ))}
      </dl>
    </div>
  );
}

function TermPart({ term, tabs, sign }: { term: Term; tabs: ReadonlySet<RunTab>; sign?: string }) {
  const linked = term.tab !== null && term.count > 0 && tabs.has(term.tab);
  return (
    <div className={classes.term} data-sign={sign}>
      <dt>{term.label}</dt>
      <dd>{linked ? <TabLink tab={term.tab!} label={whole(term.count)} /> : whole(term.count)}</dd>
    </div>
  );
}
