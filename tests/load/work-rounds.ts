import { setTimeout as sleep } from 'node:timers/promises'
import { RestBudget } from '#lib/bitrix24/rest-budget.ts'
import { db } from '#lib/db/client.ts'
import { listen } from '#lib/db/listen.ts'
import { publishSignal } from '#lib/db/publish-signal.ts'
import { makeBoss } from '#lib/jobs/make-boss.ts'
import { newId } from '#lib/platform/ids.ts'
import { GroupCommit } from '#lib/receipts/group-commit.ts'
import type { Receipt } from '#lib/receipts/receipt.ts'
import { storeReceipts } from '#lib/receipts/store-receipts.ts'
import { shareBudgetsByDatabase } from '#lib/rest-budget/share-budgets.ts'
import { alternate, drive, summarize } from './drive.ts'
import { NOT_WATCHED } from './install-portal.ts'
import { median, percentile } from './statistics.ts'
import { formatMs, formatRate } from './table.ts'

const ROUNDS = 3
const ROUND_MS = 1_000
const say = (line: string) => void process.stdout.write(`${line}\n`)

const portalId = newId()
await db().portal.create({ data: { id: portalId, memberId: portalId, domain: 'd', clientEndpoint: 'e' } })

await measureCommits()
await measureBudget()
await measureSignals()
await measureJobs()
process.exit(0)

/** Lanes and batch sizes of the shared commits, from a calm moment (4 events at a time) to a storm (256). */
async function measureCommits(): Promise<void> {
  let itemId = 0
  const receipt = (): Receipt => {
    itemId += 1
    const at = new Date()
    const item = { change: 'add', entityTypeId: NOT_WATCHED, itemId, actor: 'person' } as const
    return { portalId, tokenDigest: '', id: newId(), ...item, sentAt: at, receivedAt: at }
  }
  for (const connections of [4, 32, 256]) {
    const rival = (lanes: number, maxRows: number) => {
      const commits = new GroupCommit(storeReceipts, { lanes, maxRows, maxWaiting: 5_000 })
      return () => drive(connections, ROUND_MS, () => commits.add(receipt()))
    }
    const rounds = await alternate(ROUNDS, {
      '1 lane of 500': rival(1, 500),
      '2 lanes of 500': rival(2, 500),
      '4 lanes of 500': rival(4, 500),
      '2 lanes of 50': rival(2, 50),
      '2 lanes of 1': rival(2, 1),
    })
    say(`\nreceipts committed, ${connections} events at a time`)
    for (const [name, of] of Object.entries(rounds)) say(`  ${name.padEnd(16)}${formatRate(summarize(of))}`)
  }
}

/** What a REST request pays for asking the shared bucket, alone and with as many others. */
async function measureBudget(): Promise<void> {
  shareBudgetsByDatabase()
  const budget = new RestBudget(portalId)
  await budget.queue.take(0)
  const refill = () =>
    db().$transaction([
      db().$executeRaw`select set_config('app.portals', ${portalId}, true)`,
      db().$executeRaw`update rest_budget set burst = 1000000, tokens = 1000000, counted_at = now()`,
    ])
  await refill()
  say('\nthe shared REST budget, tokens at hand')
  for (const connections of [1, 20]) {
    const round = await drive(connections, ROUND_MS, () => budget.queue.take(0))
    say(`  ${`${connections} at a time`.padEnd(16)}${formatRate(summarize([round]))}`)
  }
}

/** A hint to another process by NOTIFY, as it is coalesced, sent and heard. */
async function measureSignals(): Promise<void> {
  let heard = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<void>()
  const stop = listen({ onSignal: () => heard.resolve(), onReconnect: () => ready.resolve() })
  await ready.promise
  const latencies: number[] = []
  for (let n = 0; n < 200; n += 1) {
    heard = Promise.withResolvers()
    const startedAt = performance.now()
    publishSignal({ kind: 'feed', portalId })
    await heard.promise
    latencies.push(performance.now() - startedAt)
  }
  await stop()
  say(`\na signal to another process  p50 ${formatMs(median(latencies))}, p99 ${formatMs(percentile(latencies, 0.99))}`)
}

/** What pg-boss takes in and gets done, beside receipts that need no job. */
async function measureJobs(): Promise<void> {
  const boss = makeBoss()
  await boss.start()
  await boss.createQueue('measured', { policy: 'exclusive' })
  let done = 0
  let waiting = Promise.withResolvers<void>()
  const workers: string[] = []
  for (let n = 0; n < 4; n += 1) {
    const id: string = await boss.work('measured', { pollingIntervalSeconds: 10 }, async () => {
      boss.notifyWorker(id)
      done += 1
      waiting.resolve()
    })
    workers.push(id)
  }
  await sleep(500)
  const send = async (count: number) => {
    await boss.insert(
      'measured',
      Array.from({ length: count }, () => ({ data: {}, singletonKey: newId() })),
    )
    for (const id of workers) boss.notifyWorker(id)
  }
  const latencies: number[] = []
  for (let n = 0; n < 50; n += 1) {
    waiting = Promise.withResolvers()
    const startedAt = performance.now()
    await send(1)
    await waiting.promise
    latencies.push(performance.now() - startedAt)
  }
  done = 0
  const startedAt = performance.now()
  await send(1_000)
  const queuedMs = performance.now() - startedAt
  while (done < 1_000) await sleep(5)
  const perSecond = 1_000 / ((performance.now() - startedAt) / 1_000)
  say(`\njobs  1,000 queued in ${formatMs(queuedMs)}, done at ${perSecond.toFixed(0)}/s by 4 workers`)
  say(`  one: queued to begun p50 ${formatMs(median(latencies))}, p99 ${formatMs(percentile(latencies, 0.99))}`)
  await boss.stop({ graceful: false })
}
