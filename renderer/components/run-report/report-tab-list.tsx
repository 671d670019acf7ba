import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { whole } from '../numbers.ts';
import { ChangesTab, type ChosenBar } from './changes-tab.tsx';
import { EvidenceTab } from './evidence-tab.tsx';
import { IssuesTab } from './issues-tab.tsx';
import { tabOf, tabsOf, TABS_ID, type ReportTab } from './report-tabs.ts';
import type { Report } from './report.ts';

/** The parts of a run or a preview: its rows by kind, its issues, its evidence. The address says which is open. */
export function ReportTabList({
  enterprise,
  report,
  label,
  held,
  chosenBar,
}: {
  enterprise: EnterpriseView;
  report: Report;
  label: string;
  /** What is shown in place of the rows that were held. */
  held?: ReactNode;
  /** What can be done with rows of a tab; undefined where nothing can. */
  chosenBar?: (tab: ReportTab) => ChosenBar | undefined;
}) {
  const [params, setParams] = useSearchParams();
  const tab = tabOf(report, params.get('tab'));
  const code = params.get('code');
  return (
    <Tabs
      id={TABS_ID}
      value={tab}
      onChange={(next) => setParams(next === null ? {} : { tab: next }, { replace: true })}
      keepMounted={false}
    >
      <Tabs.List aria-label={label}>
        {tabsOf(report).map(({ name, label: word, count }) => (
          <Tabs.Tab key={name} value={name}>
            {count === null ? word : `${word} ${whole(count)}`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabsOf(report).map(({ name }) => (
        <Tabs.Panel key={name} value={name} pt="md">
          {name === 'issues' ? (
            <IssuesTab key={code} report={report} named={code} />
          ) : name === 'evidence' ? (
            <EvidenceTab report={report} />
          ) : name === 'held' && held !== undefined ? (
            held
          ) : (
            <ChangesTab enterprise={enterprise} report={report} tab={name} chosenBar={chosenBar?.(name)} />
          )}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
