/** The two roles of a database, as which nobody logs in. */
export type Roles = {
  /** As which the app works: it owns nothing and is bound by the wall. */
  readonly app: string
  /** Owns the views that tell when something is due. */
  readonly scheduler: string
}

/** Of an installation from before each database had its own: roles are one for the whole cluster. */
export const firstRoles: Roles = { app: 'spf_app', scheduler: 'spf_scheduler' }

const maxLength = 63

/** @param app the name that an operator gave it, or the database has it. */
export function rolesOf(app: string): Roles {
  const [, own] = /^spf_app(_.+)?$/.exec(app) ?? [null, null]
  if (own === null) return { app, scheduler: `${app}_scheduler` }
  return { app, scheduler: `spf_scheduler${own ?? ''}` }
}

/** For a database that has none yet. */
export function newRoles(database: string, wanted: string | null): Roles {
  const name = database.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')
  return rolesOf(wanted ?? `spf_app_${name}`.slice(0, maxLength - 'scheduler'.length))
}

/**
 * A subquery that answers the app's role of this database: who was given the right to write, and neither owns the tables nor logs in.
 * Null where there is none yet.
 */
export const appRoleSql = `(
  select r.rolname from pg_class c, aclexplode(c.relacl) a, pg_roles r
  where c.oid = to_regclass('public.portal') and a.privilege_type = 'INSERT' and a.grantee <> c.relowner
    and r.oid = a.grantee and not r.rolcanlogin
  order by r.rolname like 'spf\\_app%' desc, r.rolname limit 1
)`
