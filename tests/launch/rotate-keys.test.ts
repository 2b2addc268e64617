import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { countLockWaits } from '../support/count-lock-waits.ts'
import { installCore, runCore } from '../support/start-core.ts'
import { startProgram } from '../support/start-program.ts'

const core = runCore()

async function rotate(keys: string): Promise<string> {
  const { B24_CLIENT_ID = '', B24_CLIENT_SECRET = '', SESSION_SECRET = '', DATABASE_URL = '' } = process.env
  const program = startProgram(process.execPath, ['--conditions=react-server', 'lib/launch/rotate-keys.ts'], {
    ...{ APP_URL: 'http://127.0.0.1:3000', B24_CLIENT_ID, B24_CLIENT_SECRET, SESSION_SECRET, DATABASE_URL },
    ENCRYPTION_KEYS: keys,
  })
  await program.exitCode
  return program.output()
}

const keysOf = (portalId: string) =>
  core().sql(
    `select split_part(access_token_sealed, '.', 1) as access, split_part(refresh_token_sealed, '.', 1) as refresh
     from installation where portal_id = $1`,
    [portalId],
  )

test('keys:rotate seals every token under the first key, so that the older ones may go', async () => {
  const { portalId } = await installCore(core())
  expect(await keysOf(portalId)).toEqual([{ access: 'test', refresh: 'test' }])
  const keys = `next:${randomBytes(32).toString('base64')},${process.env.ENCRYPTION_KEYS}`
  expect(await rotate(keys)).toContain('Sealed anew: 1 portals.')
  expect(await keysOf(portalId)).toEqual([{ access: 'next', refresh: 'next' }])
  expect(await rotate(keys)).toContain('Sealed anew: 0 portals.')
})

test('keys:rotate leaves alone what a refresh stored meanwhile', async () => {
  const { portalId } = await installCore(core())
  onTestFinished(async () => void (await core().sql('rollback')))
  await core().sql('begin')
  await core().sql(`update installation set access_token_sealed = 'fresh.pair' where portal_id = $1`, [portalId])
  const keys = `next:${randomBytes(32).toString('base64')},${process.env.ENCRYPTION_KEYS}`
  const rotated = rotate(keys)
  // It has read the pair of before, and waits to write.
  await expect.poll(() => countLockWaits(core())).toBe(1)
  await core().sql('commit')
  expect(await rotated).toContain('run this again')
  const [row] = await core().sql('select access_token_sealed as sealed from installation where portal_id = $1', [
    portalId,
  ])
  expect(row).toEqual({ sealed: 'fresh.pair' })
})
