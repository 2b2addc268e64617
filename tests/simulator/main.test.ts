import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatorClient } from '../../simulator/simulator-client.ts'

type Started = {
  child: ChildProcess
  oauthUrl: string
  controlUrl: string
  portals: { memberId: string; origin: string }[]
}

async function startMain(env: Record<string, string>, withIpc = false): Promise<Started> {
  const child = spawn(process.execPath, [path.resolve('simulator/main.ts')], {
    env: { ...process.env, B24_CLIENT_SECRET: 'a-secret-of-tests', ...env },
    stdio: ['ignore', 'pipe', 'inherit', ...(withIpc ? (['ipc'] as const) : [])],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  if (!child.stdout) throw new Error('no stdout')
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, ...JSON.parse(String(line)) }
}

async function end(child: ChildProcess, how: () => void): Promise<number | null> {
  const ended = once(child, 'exit')
  how()
  return (await ended)[0]
}

test('a killed simulator comes back as the same portal with the same items and tokens', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'simulator-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const env = { SIMULATOR_STATE: path.join(folder, 'state.json') }
  const first = await startMain(env)
  const memberId = first.portals[0]?.memberId ?? ''
  const client = new SimulatorClient(first.controlUrl)
  const { AUTH_ID, REFRESH_ID } = await client.issueTokens(memberId)
  const [id] = await client.createItems(memberId, { entityTypeId: 1220, title: 'Before the kill' })
  // An answer of the OAuth server means that what it handed out is on disk.
  await fetch(`${first.oauthUrl}/rest/app.info/?auth=${AUTH_ID}`)
  await end(first.child, () => first.child.kill('SIGKILL'))

  const second = await startMain(env)
  expect([second.oauthUrl, second.portals]).toEqual([first.oauthUrl, first.portals])
  const item = `${second.portals[0]?.origin}/rest/crm.item.get?auth=${AUTH_ID}&entityTypeId=1220&id=${id}`
  expect(await (await fetch(item)).json()).toMatchObject({ result: { item: { title: 'Before the kill' } } })
  expect(await new SimulatorClient(second.controlUrl).secrets()).toContain(REFRESH_ID)
  expect(await end(second.child, () => second.child.kill('SIGTERM'))).toBe(0)
})

test('it ends with the parent that started it', async () => {
  const { child } = await startMain({}, true)
  expect(await end(child, () => child.disconnect())).toBe(0)
})

test('a port in use is one clear sentence', async () => {
  const { child, portals } = await startMain({})
  const port = new URL(portals[0]?.origin ?? '').port
  const other = spawn(process.execPath, [path.resolve('simulator/main.ts')], {
    env: { ...process.env, SIMULATOR_PORTAL_PORT: port },
  })
  let said = ''
  other.stderr.on('data', (text) => {
    said += text
  })
  expect(await end(other, () => {})).toBe(1)
  expect(said).toMatch(new RegExp(`^The portal simulator did not start: [^\\n]*${port}[^\\n]*\\n$`))
  await end(child, () => child.kill('SIGTERM'))
})
