import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newRoles, rolesOf } from '#lib/db/app-role.ts'
import { checkWall } from '#lib/db/check-wall.ts'
import { DatabaseClient } from '#lib/db/database-client.ts'
import { migrate } from '#lib/db/migrate.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { createDatabaseBefore } from '../../support/database-before.ts'

const log = () => {}
const server = process.env.TEST_DATABASE_URL ?? ''
let login: string
let database: string
let url: string

async function as(connectionString: string, ...texts: string[]) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const text of texts) rows = (await client.query(text)).rows
    return rows
  } finally {
    await client.end()
  }
}

const appRole = async (connectionString: string) => {
  const client = new DatabaseClient({ connectionString, ...{ appSession: { statementTimeoutMs: 1_000 } } })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select current_user::text as role, current_setting('statement_timeout') as ends`,
    )
    return rows[0]
  } finally {
    await client.end()
  }
}

/** Another installation on the same server: a login and a database of its own. */
async function createLogin(rights: string): Promise<void> {
  const name = randomUUID().replaceAll('-', '')
  login = `login_${name}`
  database = `other_${name}`
  await as(server, `create role ${login} login createdb ${rights} password 'pw'`)
  const own = Object.assign(new URL(server), { username: login, password: 'pw', pathname: '/postgres' })
  await as(own.href, `create database ${database}`)
  own.pathname = `/${database}`
  url = own.href
}

beforeEach(() => createLogin('createrole'))
afterEach(async () => {
  const admin = Object.assign(new URL(url), { pathname: '/postgres' }).href
  await as(admin, `drop database if exists ${database}`)
  for (const role of ['spf_app_', 'spf_scheduler_', 'chosen_'].flatMap((name) => [
    name + database,
    `${name}${database}_scheduler`,
  ])) {
    for (const by of [admin, server]) await as(by, `drop role if exists ${role}`).catch(() => {})
  }
  await as(server, `drop role ${login}`)
})

describe('the roles of a database', () => {
  test('are of its own name, so that a server has room for several installations', async () => {
    expect(await as(server, `select to_regrole('spf_app') is not null as taken`)).toEqual([{ taken: true }])
    await prepareDatabase(url, { log })
    await expect(checkWall(url)).resolves.toBeUndefined()
    expect(await appRole(url)).toEqual({ role: `spf_app_${database}`, ends: '1s' })
    expect(
      await as(
        url,
        `select distinct viewowner as owner, has_table_privilege('spf_app', 'public.portal', 'select') as others
         from pg_views where schemaname = 'schedule'`,
      ),
    ).toEqual([{ owner: `spf_scheduler_${database}`, others: false }])
  })

  test('stay what they were where there are some, also for what later migrations add', async () => {
    const before = await createDatabaseBefore('20261130193000_schedule')
    await prepareDatabase(before.url, { log })
    expect(await appRole(before.url)).toMatchObject({ role: 'spf_app' })
    expect(
      await as(
        before.url,
        `select distinct viewowner as owner, has_table_privilege('spf_app', 'home', 'select') as reads,
                has_table_privilege('spf_app', 'home', 'update') as writes from pg_views where schemaname = 'schedule'`,
      ),
    ).toEqual([{ owner: 'spf_scheduler', reads: true, writes: false }])
    await before.drop()
  })

  test('have the name that the operator gives them', async () => {
    const role = `chosen_${database}`
    await migrate(url, { log, role })
    expect(await appRole(url)).toMatchObject({ role })
  })

  test('are as long as PostgreSQL takes, of letters that need no quotes', () => {
    const { app, scheduler } = newRoles(`Feed-${'x'.repeat(60)}`, null)
    expect(app).toMatch(/^spf_app_feed_x+$/)
    expect(Math.max(app.length, scheduler.length)).toBeLessThanOrEqual(63)
    expect(rolesOf('spf_app')).toEqual({ app: 'spf_app', scheduler: 'spf_scheduler' })
    expect(rolesOf('spf_app_a')).toEqual({ app: 'spf_app_a', scheduler: 'spf_scheduler_a' })
    expect(rolesOf('mine')).toEqual({ app: 'mine', scheduler: 'mine_scheduler' })
  })
})

describe('a login that may not make roles', () => {
  beforeEach(async () => {
    await as(server, `alter role ${login} nocreaterole`)
  })

  test('is told what somebody else has to run, and that is enough', async () => {
    const refused = await migrate(url, { log }).catch((error: Error) => error.message)
    expect(refused).toContain(`${login} may not make the role spf_app_${database}: give it CREATEROLE, or`)
    const [, statements = ''] = /start again: (.*)$/.exec(String(refused)) ?? []
    await as(server, statements)
    await prepareDatabase(url, { log })
    await expect(checkWall(url)).resolves.toBeUndefined()
  })

  test('is told of a role that is somebody else’s', async () => {
    await as(server, `create role spf_app_${database} nologin`)
    await expect(migrate(url, { log })).rejects.toThrow(
      `The role spf_app_${database} is there already and ${login} may not work as it: set DATABASE_ROLE`,
    )
  })
})
