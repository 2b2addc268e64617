import { alternate, drive, type Round, summarize } from './drive.ts'
import { send } from './http.ts'
import { installPortal, NOT_WATCHED } from './install-portal.ts'
import { runInside } from './run-inside.ts'
import { type Bench, seePortal } from './start-bench.ts'
import { medianRatio } from './statistics.ts'
import { formatRate, type Row } from './table.ts'

const CONNECTIONS = 32
const ROUND_MS = 1_200

/**
 * Events taken in and committed, beside a route that does nothing. The items are of a type that is not watched: the receipt is
 * the same, and nobody confirms it meanwhile in the same process.
 */
export async function measureIngest(bench: Bench): Promise<Row[]> {
  const portal = await installPortal(bench)
  const events = `${bench.appUrl}/api/bitrix24/events`
  const other = portal.event({ event: 'ONAPPTEST' })
  let itemId = 0
  let answered = 0
  const rounds = await alternate(3, {
    health: () => drive(CONNECTIONS, ROUND_MS, () => send(`${bench.appUrl}/api/health`)),
    unused: () => drive(CONNECTIONS, ROUND_MS, () => send(events, other)),
    committed: () =>
      drive(CONNECTIONS, ROUND_MS, async () => {
        itemId += 1
        await send(events, portal.itemAdded(NOT_WATCHED, itemId))
        answered += 1
      }),
  })
  const stored = await seePortal(bench, portal.id, (tx) => tx.receipt.count({ where: { portalId: portal.id } }))
  if (stored !== answered) throw new Error(`${answered} events were answered 200, but ${stored} are stored.`)
  return [
    {
      ...compare('requests/s, event committed : /api/health, 32 connections', rounds.committed, rounds.health),
      reach: { limit: 0.9, isAtLeast: true },
    },
    compare('requests/s, event committed : event that is not used', rounds.committed, rounds.unused),
    await measureCommits(bench, portal.id),
  ]
}

async function measureCommits(bench: Bench, portalId: string): Promise<Row> {
  const rounds = await runInside<Record<'shared' | 'single', Round[]>>(
    bench,
    new URL('./commit-rounds.ts', import.meta.url),
    [portalId],
  )
  return compare('receipts/s, shared commits : one insert each', rounds.shared, rounds.single)
}

function compare(what: string, measured: readonly Round[], baseline: readonly Round[]): Row {
  const perSecond = (rounds: readonly Round[]) => rounds.map((round) => round.perSecond)
  return {
    ratio: medianRatio(perSecond(measured), perSecond(baseline)),
    what,
    measured: formatRate(summarize(measured)),
    baseline: formatRate(summarize(baseline)),
  }
}
