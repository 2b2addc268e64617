import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { NewPortalInput } from '../../simulator/control-input.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startSimulator } from '../../simulator/start-simulator.ts'
import { findSecrets } from '../support/find-secrets.ts'
import { startProgram } from '../support/start-program.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const clientId = 'local.6a1b.1'
const clientSecret = 'a-secret-of-the-real-portal'
const employeeId = 9

/** A portal that is the real one to the command. A large plan, so that nobody waits. */
async function startRealPortal(input: NewPortalInput = {}) {
  const simulator = await startSimulator({ clientId, clientSecret, appUrl: 'https://app.invalid' })
  onTestFinished(() => simulator.close())
  const client = new SimulatorClient(simulator.controlUrl)
  const { memberId, domain } = await client.createPortal({ installed: true, license: 'en_ent250', ...input })
  const folder = temporaryFolder('check-portal')
  const tokenFile = path.join(folder, 'kept', 'tokens.json')
  const refreshToken = async (userId?: number) =>
    (await client.issueTokens(memberId, userId === undefined ? {} : { userId })).REFRESH_ID
  const env = {
    B24_CLIENT_ID: clientId,
    B24_CLIENT_SECRET: clientSecret,
    B24_OAUTH_SERVERS: simulator.oauthUrl,
    B24_TOKEN_FILE: tokenFile,
    B24_REFRESH_TOKEN: await refreshToken(),
  }
  const types = async () => (await client.portal(memberId)).types.map(({ title }) => title)
  return { client, memberId, domain, env, folder, tokenFile, refreshToken, types }
}

function startCheck(env: Record<string, string> = {}, args: string[] = []) {
  const program = startProgram(
    process.execPath,
    ['--conditions=react-server', 'tests/portal-contract/check-portal.ts', ...args],
    env,
  )
  onTestFinished(() => void program.child.kill('SIGKILL'))
  return program
}

async function runCheck(env: Record<string, string> = {}) {
  const { exitCode, output } = startCheck(env)
  return { code: await exitCode, output: output() }
}

test('without credentials it says in a few sentences what it needs', async () => {
  const tokenFile = path.join(temporaryFolder('check-portal'), 'tokens.json')
  const { code, output } = await runCheck({ B24_TOKEN_FILE: tokenFile })
  expect(code).toBe(2)
  expect(output).toContain('Missing in the environment: B24_CLIENT_ID, B24_CLIENT_SECRET, B24_REFRESH_TOKEN.')
  expect(output).toContain('REFRESH_ID')
  expect(output.trim().split('\n').length).toBeLessThan(6)
  const half = await runCheck({ B24_TOKEN_FILE: tokenFile, B24_CLIENT_ID: clientId, B24_CLIENT_SECRET: clientSecret })
  expect(half.code).toBe(2)
  expect(half.output).toContain('Missing in the environment: B24_REFRESH_TOKEN.')
})

test('a refused refresh token is told with its code', async () => {
  const { env } = await startRealPortal()
  const { code, output } = await runCheck({ ...env, B24_REFRESH_TOKEN: 'spent' })
  expect(code).toBe(2)
  expect(output).toContain('invalid_grant')
})

test('a portal that answers nobody is told with what it says, and asked no more', async () => {
  const { env, client, memberId, tokenFile } = await startRealPortal()
  await client.setClosed(memberId, 'plan')
  // Its tokens are renewed all the same, and not lost.
  const { code, output } = await runCheck(env)
  expect(code).toBe(2)
  expect(output).toContain('HTTP 403 ACCESS_DENIED, REST')
  expect(await client.restLog(memberId)).toHaveLength(1)
  await client.setClosed(memberId, null)
  expect(readFileSync(tokenFile, 'utf8')).toContain('refreshToken')
})

test('a token file that others may read is refused before a token is spent', async () => {
  const { env, folder, client } = await startRealPortal()
  const tokenFile = path.join(folder, 'open.json')
  writeFileSync(tokenFile, '{}')
  chmodSync(tokenFile, 0o644)
  const { code, output } = await runCheck({ ...env, B24_TOKEN_FILE: tokenFile })
  expect(code).toBe(2)
  expect(output).toContain('chmod 600')
  expect(await client.oauthLog()).toEqual([])
})

test('a portal as documented passes, read-only; the newest tokens are kept, and nothing secret is told', async () => {
  const { env, client, memberId, domain, folder, tokenFile, refreshToken, types } = await startRealPortal()
  const before = await types()
  const record = path.join(folder, 'recorded')
  const second = { B24_SECOND_REFRESH_TOKEN: await refreshToken(employeeId) }
  const { code, output } = await runCheck({ ...env, ...second, RECORD: record })
  expect(output).toContain('portal, documentation and simulator agree')
  expect(code).toBe(0)
  const wrote = (await client.restLog(memberId)).filter(
    ({ method, error }) => /add|delete|update/.test(method) && !error,
  )
  expect(wrote).toEqual([])
  expect(await types()).toEqual(before)

  expect(statSync(tokenFile).mode & 0o777).toBe(0o600)
  expect(readFileSync(tokenFile, 'utf8')).not.toContain(env.B24_REFRESH_TOKEN)
  const files = readdirSync(record).map((where) => ({ where, text: readFileSync(path.join(record, where), 'utf8') }))
  expect(files.length).toBeGreaterThan(40)
  const secrets = [...(await client.secrets()), memberId, domain, clientId]
  expect(findSecrets(secrets, files)).toEqual([])
  const words = ['Claims', 'Brandt', 'Director', 'Warehouse', '127.0.0.1']
  expect(files.filter(({ text }) => words.some((word) => text.includes(word)))).toEqual([])
  const told = { where: 'output', text: output.replaceAll(domain, '') }
  expect(findSecrets([...(await client.secrets()), memberId], [told])).toEqual([])

  // The environment's tokens are spent: the second run goes on from what was kept.
  expect((await runCheck({ ...env, ...second })).code).toBe(0)
})

test('what a portal answers otherwise is named with its check, its page and both sides', async () => {
  const { env, client, memberId } = await startRealPortal()
  await client.setFaults(memberId, {
    leftOut: ['total', 'time'],
    oddRows: [{ method: 'crm.type.list', id: 1220, fields: { createdTime: 17 } }],
  })
  const { code, output } = await runCheck(env)
  expect(code).toBe(1)
  expect(output).toContain(
    'crm.type.list tells of all smart processes  (api-reference/crm/universal/user-defined-object-types/crm-type-list.md)',
  )
  expect(output).toContain('portal: total is not the number of rows / simulator: as documented')
  expect(output).toContain('crm.type.list total: portal: absent / simulator: number')
  // What is told with every answer is compared once.
  expect(output.match(/the app reads no time of the portal/g)).toHaveLength(1)
  expect(output).toMatch(/\d+ differ\.\n$/)
})

test('another code than that of the documentation is named', async () => {
  const { env, client, memberId } = await startRealPortal()
  await client.setFaults(memberId, {
    unsupportedCategories: [1220],
    refusedTypes: [{ entityTypeId: 147, error: 'ERROR_UNHEARD_OF' }],
  })
  const { code, output } = await runCheck(env)
  expect(code).toBe(1)
  expect(output).toContain('portal: a list is refused with ERROR_UNHEARD_OF / simulator: as documented')
  expect(output).toContain('crm.category.list: portal: HTTP 400, error ENTITY_TYPE_NOT_SUPPORTED / simulator: HTTP 200')
})

test('what a portal has nothing of is not asked, and said', async () => {
  const { env, client, memberId } = await startRealPortal({ scope: 'crm' })
  await client.setFaults(memberId, { deniedTypes: [1220, 1036, 177, 147] })
  const { output } = await runCheck(env)
  expect(output).toMatch(/Not asked, \d+: no smart process with items\./)
  expect(output).toContain('Not asked, 2: the app has not the scope placement.')
  expect(output).toContain('Not asked, 1: the app has not the scope im.')
})

test('--simulator asks a simulator in place of a portal, without any credentials', async () => {
  const record = temporaryFolder('check-portal')
  const { exitCode, output } = startCheck({ RECORD: record, WRITE: '1' }, ['--simulator'])
  expect([await exitCode, output()]).toEqual([0, expect.stringContaining('agree')])
  expect(readdirSync(record).length).toBeGreaterThan(60)
})

test('with WRITE=1 it removes what it has made', async () => {
  const { env, types, client, memberId } = await startRealPortal()
  const before = await types()
  const { code, output } = await runCheck({ ...env, WRITE: '1' })
  expect(output).toContain('portal, documentation and simulator agree')
  expect(code).toBe(0)
  expect((await client.restLog(memberId)).map(({ method }) => method)).toContain('crm.type.add')
  expect(await types()).toEqual(before)
})

/** A run that stands still once it has made its smart process. */
async function startHalfway() {
  const real = await startRealPortal()
  const before = await real.types()
  await real.client.setFaults(real.memberId, { rest: [{ method: 'crm.item.add', kind: 'hang', times: 1 }] })
  const program = startCheck({ ...real.env, WRITE: '1' })
  const asked = async () => (await real.client.restLog(real.memberId)).map(({ method }) => method)
  await expect.poll(asked).toContain('crm.item.add')
  return { ...real, before, program }
}

test('one that is killed leaves its smart process to the next run, which removes it', async () => {
  const { env, types, before, program } = await startHalfway()
  program.child.kill('SIGKILL')
  await program.exitCode
  const [left = '', ...others] = (await types()).filter((title) => !before.includes(title))
  expect(left).toMatch(/^check:portal [0-9a-f]{8}/)
  expect(others).toEqual([])
  const readOnly = await runCheck(env)
  expect(readOnly.output).toContain('WRITE=1 removes it')
  const { code, output } = await runCheck({ ...env, WRITE: '1' })
  expect(output).toContain(`An earlier run had left, and this one has removed: the smart process "${left}".`)
  expect(code).toBe(0)
  expect(await types()).toEqual(before)
})

test('one that is told to stop removes its smart process first', async () => {
  const { types, before, program } = await startHalfway()
  program.child.kill('SIGTERM')
  expect(await program.exitCode).toBe(1)
  expect(program.output()).toContain('Stopped before the end.')
  expect(await types()).toEqual(before)
})
