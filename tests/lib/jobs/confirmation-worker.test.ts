import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { handleOwnSignals, publishSignal } from '#lib/db/publish-signal.ts'
import { signalChannel } from '#lib/db/signal-channel.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { releaseLease } from '#lib/feed-head/release-lease.ts'
import { ConfirmationWorker } from '#lib/jobs/confirmation-worker.ts'
import { newId } from '#lib/platform/ids.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** What other processes are told. */
async function hearAsOther(): Promise<string[]> {
  const heard: string[] = []
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  onTestFinished(() => client.end())
  client.on('notification', ({ payload = '' }) => heard.push(...payload.split(',')))
  await client.query(`listen ${signalChannel}`)
  return heard
}

test('D5: a worker that finds its portal with another one tells that one of what came here, and only of that', async () => {
  const [portal, other] = [await installCore(core(), 1220), await installCore(core(), 1220)]
  const lease = await acquireLease(portal.portalId, newId())
  await acquireLease(other.portalId, newId())
  const heard = await hearAsOther()
  const worker = new ConfirmationWorker()
  onTestFinished(() => worker.stop())
  worker.wake(other.portalId, 'elsewhere')
  worker.wake(portal.portalId, 'here')
  await expect.poll(() => heard).toContain(`deliveries:${portal.portalId}`)
  expect(heard).not.toContain(`deliveries:${other.portalId}`)
  if (lease) await releaseLease(lease, null)
})

test('D11: what a process does itself it tells nobody, and a worker that stops leaves it to the others', async () => {
  const { portalId } = await installCore(core(), 1220)
  const heard = await hearAsOther()
  const worker = new ConfirmationWorker()
  handleOwnSignals((signal) => signal.kind === 'deliveries' && worker.wake(signal.portalId, 'here'))
  onTestFinished(() => handleOwnSignals(() => false))
  publishSignal({ kind: 'deliveries', portalId })
  publishSignal({ kind: 'jobs', portalId })
  await expect.poll(() => heard).toEqual([`jobs:${portalId}`])
  await worker.stop()
  publishSignal({ kind: 'deliveries', portalId })
  await expect.poll(() => heard).toEqual([`jobs:${portalId}`, `deliveries:${portalId}`])
})
