import {
  ACCOUNT_FIELDS,
  emptyFields,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';

/** Columns of the account table that hold a field each; the other fields share the JSON column `extra` (E5). */
const FIELD_COLUMNS = {
  loginId: 'login_id',
  firstName: 'first_name',
  lastName: 'last_name',
  email: 'email',
  department: 'department',
  deskPhone: 'desk_phone',
  softPhone: 'soft_phone',
} as const satisfies Partial<Record<AccountField, string>>;

/** Fields kept in `extra`. */
const EXTRA_FIELDS = ACCOUNT_FIELDS.filter((field) => !(field in FIELD_COLUMNS));

/** The part of an account row that holds its fields. */
export interface FieldRow {
  login_id: string;
  first_name: string;
  last_name: string;
  email: string;
  department: string;
  desk_phone: string;
  soft_phone: string;
  extra: string | null;
}

/** The fields of an account row. */
export function fieldsOf(row: FieldRow): AccountFields {
  const extra = row.extra === null ? {} : (JSON.parse(row.extra) as Partial<AccountFields>);
  return {
    ...emptyFields(),
    ...extra,
    loginId: row.login_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    department: row.department,
    deskPhone: row.desk_phone,
    softPhone: row.soft_phone,
  };
}

/** The `extra` column for these fields: null when all of them are empty. */
export function extraOf(fields: AccountFields): string | null {
  let extra: Partial<AccountFields> | null = null;
  for (const field of EXTRA_FIELDS) {
    if (fields[field] !== '') (extra ??= {})[field] = fields[field];
  }
  return extra === null ? null : JSON.stringify(extra);
}

/** The values of the field columns, in the order in which `FIELD_COLUMNS` declares them. */
export function columnValues(fields: AccountFields): string[] {
  return (Object.keys(FIELD_COLUMNS) as (keyof typeof FIELD_COLUMNS)[]).map((field) => fields[field]);
}
