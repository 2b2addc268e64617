import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()

type Answer = {
  readonly status: number
  readonly connection: string
  readonly isReused: boolean
  readonly text: string
}

/** Asks on the connection of before, where the agent has one that is still open. */
async function ask(url: string, agent: Agent): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const asked = request(url, { agent }, async (response) => {
    const text = (await Array.fromAsync(response.setEncoding('utf8'))).join('')
    const { connection = '' } = response.headers
    resolve({ status: response.statusCode ?? 0, connection, isReused: asked.reusedSocket, text })
  })
  asked.once('error', reject)
  asked.end()
  return promise
}

test('D7: told to stop, an instance says so and goes on answering, each on its last connection; told again, it ends', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const leaving = await system().startInstance({ env: { DRAIN_SECONDS: '300' } })
  using agent = {
    keepAlive: new Agent({ keepAlive: true, maxSockets: 1 }),
    [Symbol.dispose]: () => agent.keepAlive.destroy(),
  }
  const health = () => ask(`${leaving.url}/api/health`, agent.keepAlive)
  expect(await health()).toMatchObject({ status: 200, connection: 'keep-alive' })
  const open = await admin.at(leaving.url).stream()

  process.kill(leaving.pid, 'SIGTERM')
  const ready = async () => (await fetch(`${leaving.url}/api/ready`)).json()
  await expect.poll(ready).toEqual({ status: 'not_ready', notReady: ['draining'] })
  expect(await health()).toMatchObject({ status: 200, connection: 'close', isReused: true })
  expect(await health()).toMatchObject({ status: 200, connection: 'close', isReused: false })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, announce: false })
  const late = await admin.at(leaving.url).stream()
  expect(await portal.send({ itemId }, leaving.url)).toBe(200)
  await expect.poll(() => [open.itemIds, late.itemIds]).toEqual([[itemId], [itemId]])

  const isGone = () => {
    try {
      return !process.kill(leaving.pid, 'SIGTERM')
    } catch {
      return true
    }
  }
  await expect.poll(isGone, { interval: 200 }).toBe(true)
  expect(await Promise.all([open.ended, late.ended])).toEqual(['ended', 'ended'])
  expect(await leaving.stop()).toBe('exit code 0')
})

test('an idle connection outlives what a proxy keeps one for, so that no request meets a door that closes', async () => {
  const { headers } = await fetch(`${system().app.url}/api/health`)
  expect(headers.get('keep-alive')).toBe('timeout=125')
})
