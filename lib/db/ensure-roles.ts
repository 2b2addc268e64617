import pg from 'pg'
import { appRoleSql, newRoles, type Roles, rolesOf } from './app-role.ts'
import { MigrationRefused } from './migrate-history.ts'

type Login = { app: string | null; database: string; login: string; hasSetOption: boolean }

/**
 * The roles of this database: those that it has, or new ones of its own name, since a role is one for all databases of a server. What is
 * missing of those that `sql`, the migrations to come, speak of is made.
 * @param options.wanted the application's role where there is none yet, by an operator's choice.
 * @throws MigrationRefused (one sentence) with the statements for whoever may make roles.
 */
export async function ensureRoles(
  client: pg.ClientBase,
  { wanted, sql }: { wanted: string | null; sql: string },
): Promise<Roles> {
  const { rows } = await client.query<Login>(`
    select ${appRoleSql} as app, current_database() as database, current_user::text as login,
           current_setting('server_version_num')::int >= 160000 as "hasSetOption"`)
  const [login] = rows
  if (!login) throw new Error('PostgreSQL answered nothing.')
  const roles = login.app === null ? newRoles(login.database, wanted) : rolesOf(login.app)
  if (/\bspf_app\b/.test(sql)) await ensure(client, roles.app, { ...login, roles })
  if (/\bspf_scheduler\b/.test(sql)) await ensure(client, roles.scheduler, { ...login, roles })
  return roles
}

async function ensure(client: pg.ClientBase, role: string, login: Login & { roles: Roles }): Promise<void> {
  const { rows } = await client.query<{ isThere: boolean; isOurs: boolean | null }>(
    `select r.oid is not null as "isThere",
            pg_has_role(current_user, r.oid, $2) or pg_has_role(current_user, r.oid, 'member with admin option')
            or (not $3 and (select rolcreaterole from pg_roles where rolname = current_user)) as "isOurs"
     from (select 1) as one left join pg_roles r on r.rolname = $1`,
    [role, login.hasSetOption ? 'set' : 'member', login.hasSetOption],
  )
  if (rows[0]?.isThere && !rows[0].isOurs) {
    throw new MigrationRefused(
      `The role ${role} is there already and ${login.login} may not work as it: set DATABASE_ROLE to another name where it is another installation's, or have it granted (${grants(login)}).`,
    )
  }
  if (rows[0]?.isThere) return
  try {
    await client.query(`create role ${pg.escapeIdentifier(role)} nologin`)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error
    const { app, scheduler } = login.roles
    throw new MigrationRefused(
      `${login.login} may not make the role ${role}: give it CREATEROLE, or have somebody who may run this and start again: create role ${app} nologin; create role ${scheduler} nologin; ${grants(login)}`,
      { cause: error },
    )
  }
}

/** For whoever may: on older servers a member inherits, so the scheduler's membership is given and taken by the owner itself. */
function grants({ login, roles, hasSetOption }: Login & { roles: Roles }): string {
  const how = hasSetOption ? 'with inherit false, set true' : 'with admin option'
  const to = pg.escapeIdentifier(login)
  return `grant ${roles.app} to ${to}; grant ${roles.scheduler} to ${to} ${how};`
}

/** Migrations are written for the first names. What they would make is there. */
export function withRoles(sql: string, roles: Roles): string {
  return sql
    .replaceAll(/\bcreate role spf_\w+ nologin;/g, 'null;')
    .replaceAll(/\bspf_app\b/g, roles.app)
    .replaceAll(/\bspf_scheduler\b/g, roles.scheduler)
}
