import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { EnterpriseView } from '../shared/contract/index.ts';
import { EmptyState } from './components/empty-state.tsx';
import { FailurePanel } from './components/failure-panel.tsx';
import { isolated } from './components/isolated.ts';
import { Screen } from './components/screen.tsx';
import { EnterpriseDialogs } from './frame/enterprise-dialogs.tsx';
import { Frame } from './frame/frame.tsx';
import { AccountsScreen } from './screens/accounts/accounts-screen.tsx';
import { FeaturesScreen } from './screens/features/features-screen.tsx';
import { FirstRunScreen } from './screens/first-run/first-run-screen.tsx';
import { HeldScreen } from './screens/held/held-screen.tsx';
import { NumbersScreen } from './screens/numbers/numbers-screen.tsx';
import { OverviewScreen } from './screens/overview/overview-screen.tsx';
import { PbxNodeFormScreen } from './screens/pbx-node/pbx-node-form-screen.tsx';
import { PbxNodeScreen } from './screens/pbx-node/pbx-node-screen.tsx';
import { PbxNodesScreen } from './screens/pbx-nodes/pbx-nodes-screen.tsx';
import { PreviewScreen } from './screens/preview/preview-screen.tsx';
import { PreviewsScreen } from './screens/preview/previews-screen.tsx';
import { RunScreen } from './screens/run/run-screen.tsx';
import { RunsScreen } from './screens/runs/runs-screen.tsx';
import { SettingsScreen } from './screens/settings/settings-screen.tsx';
import { StatusTemplatesScreen } from './screens/status-templates/status-templates-screen.tsx';
import { SynchronizationScreen } from './screens/synchronization/synchronization-screen.tsx';
import { SynchronizerScreen } from './screens/synchronizer/synchronizer-screen.tsx';
import { addresses } from './state/addresses.ts';
import type { EnterpriseProps } from './state/enterprise.ts';
import { usePreferences } from './state/preferences.ts';
import { query } from './state/queries.ts';
import { useReadOnly, useResults } from './state/read-only.ts';

/** What an administrator sees: which screen an address shows, and what frames it. */
export function Administration() {
  const enterprises = useQuery(query.enterprises.list.queryOptions({ input: {} }));
  const preferred = usePreferences((state) => state.preferences?.enterprise);
  const results = useResults();
  if (enterprises.isError && !enterprises.data) {
    return (
      <Frame enterprises={[]} enterprise={null}>
        <Screen title="Rollcall">
          <FailurePanel
            title="The account list cannot be opened"
            error={enterprises.error}
            retry={() => void enterprises.refetch()}
          />
        </Screen>
      </Frame>
    );
  }
  // Whether things can be changed is known before anything is offered.
  if (!enterprises.data || preferred === undefined || results === undefined)
    return <Frame enterprises={[]} enterprise={null} loading />;
  const list = enterprises.data.enterprises;
  const first = list.find(({ id }) => id === preferred) ?? list[0];
  return (
    <>
      <EnterpriseDialogs enterprises={list} />
      <Switch>
        <Route path="/~/settings">
          <Frame enterprises={list} enterprise={first ?? null}>
            <SettingsScreen />
          </Frame>
        </Route>
        {/* The address of a user's page that an administrator was left with. A key: each redirect works once. */}
        <Route path="/~/me/*?">
          <Redirect key="user" to="/" replace />
        </Route>
        <Route path="/">
          {first ? (
            <Redirect to={addresses.overview(first.id)} replace />
          ) : (
            <Frame enterprises={[]} enterprise={null}>
              <FirstRunScreen />
            </Frame>
          )}
        </Route>
        <Route path="/:enterprise/*?">
          {/* wouter has decoded it, as far as it can be. */}
          {({ enterprise: name }) => <OfEnterprise name={name} list={list} />}
        </Route>
      </Switch>
    </>
  );
}

function OfEnterprise({ name, list }: { name: string; list: EnterpriseView[] }) {
  const enterprise = list.find(({ id }) => id.toLowerCase() === name.toLowerCase());
  const remember = usePreferences((state) => state.set);
  const readOnly = useReadOnly();
  // A results file has an Enterprise of its own, which says nothing about the next start.
  const id = readOnly ? undefined : enterprise?.id;
  useEffect(() => {
    if (id !== undefined && usePreferences.getState().preferences?.enterprise !== id)
      void remember({ enterprise: id });
  }, [id, remember]);
  if (!enterprise) {
    if (list.length === 0) return <Redirect to="/" replace />;
    return (
      <Frame enterprises={list} enterprise={null}>
        <EmptyState level={1} title={`There is no Enterprise “${isolated(name)}”`}>
          It may have been renamed or deleted. Choose one from the list at the top.
        </EmptyState>
      </Frame>
    );
  }
  return (
    <Frame enterprises={list} enterprise={enterprise}>
      <Screens enterprise={enterprise} />
    </Frame>
  );
}

function Screens({ enterprise }: EnterpriseProps): ReactNode {
  // A screen's state belongs to its Enterprise: another one begins anew.
  const key = enterprise.enterpriseId;
  return (
    <Switch>
      <Route path="/:enterprise/overview">
        <OverviewScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/synchronization">
        <SynchronizationScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/synchronization/new">
        <SynchronizerScreen key={`${key} new`} enterprise={enterprise} sourceId={null} />
      </Route>
      <Route path="/:enterprise/synchronization/:source">
        {({ source }) => (
          <SynchronizerScreen key={`${key} ${source}`} enterprise={enterprise} sourceId={Number(source)} />
        )}
      </Route>
      <Route path="/:enterprise/pbx-nodes">
        <PbxNodesScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/pbx-nodes/~new">
        <PbxNodeFormScreen key={`${key} new`} enterprise={enterprise} named={null} />
      </Route>
      <Route path="/:enterprise/pbx-nodes/:node/edit">
        {({ node }) => <PbxNodeFormScreen key={`${key} ${node}`} enterprise={enterprise} named={node} />}
      </Route>
      <Route path="/:enterprise/pbx-nodes/:node">
        {({ node }) => <PbxNodeScreen key={`${key} ${node}`} enterprise={enterprise} named={node} />}
      </Route>
      <Route path="/:enterprise/accounts">
        <AccountsScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/features">
        <FeaturesScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/numbers">
        <NumbersScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/statuses">
        <StatusTemplatesScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/runs">
        <RunsScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/runs/:run">
        {({ run }) => <RunScreen key={run} enterprise={enterprise} runId={Number(run)} />}
      </Route>
      <Route path="/:enterprise/previews">
        <PreviewsScreen key={key} enterprise={enterprise} />
      </Route>
      <Route path="/:enterprise/previews/:plan">
        {({ plan }) => <PreviewScreen key={plan} enterprise={enterprise} plan={plan} />}
      </Route>
      <Route path="/:enterprise/held">
        <HeldScreen key={key} enterprise={enterprise} />
      </Route>
      <Route>
        <NoScreen enterprise={enterprise} />
      </Route>
    </Switch>
  );
}

function NoScreen({ enterprise }: EnterpriseProps) {
  const [location] = useLocation();
  if (location.split('/').filter(Boolean).length === 1) {
    return <Redirect to={addresses.overview(enterprise.id)} replace />;
  }
  return (
    <EmptyState level={1} title="There is no such screen">
      Choose a tab above.
    </EmptyState>
  );
}
