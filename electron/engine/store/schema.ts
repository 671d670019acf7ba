import type { Generated } from 'kysely';

/** The tables as the query builder sees them. Columns and their meaning: migrations/001-first.ts. */
export interface Tables {
  enterprise: {
    enterprise_id: Generated<number>;
    name: string;
    description: string;
    domain: string;
    mode: string;
    sync_type: string;
    pbx_options: string;
    schedule: string;
    schedule_anchor: number;
    created_at: number;
    defaults_point_at: Generated<string>;
    users_may_add: Generated<number>;
  };
  feature: { feature_id: Generated<number>; enterprise_id: number; name: string; seats: number };
  feature_profile: {
    profile_id: Generated<number>;
    enterprise_id: number;
    name: string;
    description: string;
  };
  profile_feature: { profile_id: number; feature_id: number };
  source: {
    source_id: Generated<number>;
    enterprise_id: number;
    kind: string;
    name: string;
    settings: string;
    profile_id: number | null;
    baseline: string | null;
    removed_at: number | null;
  };
  secret: { name: string; key_id: string; nonce: Uint8Array; sealed: Uint8Array };
  account: {
    account_id: Generated<number>;
    enterprise_id: number;
    source_id: number | null;
    source_key: Uint8Array | null;
    key_attribute: string | null;
    login_id: string;
    login_key: string;
    first_name: string;
    last_name: string;
    email: string;
    department: string;
    desk_phone: string;
    soft_phone: string;
    extra: string | null;
    dn: string;
    hash: Uint8Array | null;
    profile_id: number | null;
    active: Generated<number>;
    active_status: Generated<string>;
    version: Generated<number>;
    created_run: number | null;
  };
  number: {
    number_id: Generated<number>;
    account_id: number;
    number: string;
    kind: string;
    origin: string;
    state: string;
    since: number;
  };
  status: {
    status_id: Generated<number>;
    account_id: number;
    name: string;
    settings: string;
    locked: Generated<number>;
  };
  status_reference: { account_id: number; number: string; status: string; slot: string };
  run: {
    run_id: Generated<number>;
    enterprise_id: number;
    source_id: number | null;
    kind: string;
    trigger: string;
    mode: string;
    feed: string;
    outcome: string | null;
    complete: number;
    baseline: number;
    started_at: number;
    ended_at: number | null;
    counters: string;
    error: string | null;
    evidence: string | null;
    phases: string | null;
    plan: string | null;
    undoes: number | null;
    journal_gone: Generated<number>;
  };
  issue: {
    run_id: number;
    position: number;
    severity: string;
    code: string;
    subject: string;
    field: string;
    message: string;
    count: number;
  };
  change: {
    change_id: Generated<number>;
    run_id: number | null;
    account_id: number | null;
    kind: string;
    state: string;
    reason_code: string;
    login: string;
    before: string | null;
    proposed: string | null;
    at: number | null;
    dn: Generated<string>;
    detail: Generated<string>;
    restore: string | null;
    actor: Generated<string>;
    after_version: Generated<number | null>;
  };
  due: { enterprise_id: number; due_at: number; state: string; recorded_at: number };
  credential: {
    account_id: number;
    kind: string;
    hash: string;
    made_at: number;
    expires_at: number | null;
  };
  sign_in: { account_id: number; last_at: number | null; generation: Generated<number> };
  sign_in_try: { name: string; wrong: number; last_at: number; locked_until: number | null };
  lease: { enterprise_id: number; holder: string; since: number };
}
