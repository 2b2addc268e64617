import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
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
  // The refresh takes its turn between the rotation's look and its write.
  await core().sql(`
    create function overtake() returns trigger language plpgsql as $$ begin
      if new.access_token_sealed like 'next.%' and old.access_token_sealed <> 'fresh.pair' then
        update installation set access_token_sealed = 'fresh.pair' where portal_id = old.portal_id;
        return null;
      end if;
      return new;
    end $$`)
  onTestFinished(async () => void (await core().sql('drop function overtake cascade')))
  await core().sql('create trigger overtake before update on installation for each row execute function overtake()')
  const keys = `next:${randomBytes(32).toString('base64')},${process.env.ENCRYPTION_KEYS}`
  expect(await rotate(keys)).toContain('run this again')
  const [row] = await core().sql('select access_token_sealed as sealed from installation where portal_id = $1', [
    portalId,
  ])
  expect(row).toEqual({ sealed: 'fresh.pair' })
})
