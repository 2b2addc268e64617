import { alternate, drive, summarize } from './drive.ts'
import { send } from './http.ts'
import { installPortal } from './install-portal.ts'
import type { Bench } from './start-bench.ts'
import { medianRatio, percentile } from './statistics.ts'
import { formatMs, type Row } from './table.ts'

const FIRST_EMPLOYEE = 100
/** One alone would be told to come back. */
const EMPLOYEES = 20
const ROUND_MS = 500
const BUDGET_BYTES = 150_000

/** The opening of the app's tab: time of the answer beside a route that does nothing, and the page's first-load JavaScript. */
export async function measureOpening(bench: Bench): Promise<Row[]> {
  const portal = await installPortal(bench)
  const openings = await Promise.all(Array.from({ length: EMPLOYEES }, (_, n) => portal.opening(FIRST_EMPLOYEE + n)))
  let turn = 0
  const open = async () => {
    turn += 1
    const opening = openings[turn % EMPLOYEES]
    if (!opening) throw new Error('There are employees.')
    return send(opening.url, opening.form)
  }
  const rounds = await alternate(3, {
    health: () => drive(1, ROUND_MS, () => send(`${bench.appUrl}/api/health`)),
    launch: () => drive(1, ROUND_MS, open),
  })
  const [launch, health] = [summarize(rounds.launch), summarize(rounds.health)]
  const p50 = (name: 'launch' | 'health') => rounds[name].map((round) => percentile(round.latenciesMs, 0.5))
  const { body } = await open()
  const page = /location\.replace\("([^"#]+)/.exec(body)?.[1]
  if (!page?.includes('/feed')) throw new Error(`The opening did not lead to the feed: ${body.slice(0, 300)}`)
  const scripts = await loadScripts(bench.appUrl, page)
  return [
    {
      ratio: medianRatio(p50('launch'), p50('health')),
      what: 'opening POST to its answer : /api/health',
      measured: `p50 ${formatMs(launch.p50)}, p99 ${formatMs(launch.p99)}`,
      baseline: `p50 ${formatMs(health.p50)}, p99 ${formatMs(health.p99)}`,
    },
    {
      ratio: scripts.bytes / BUDGET_BYTES,
      what: 'first-load JavaScript of the feed page : budget',
      measured: `${(scripts.bytes / 1000).toFixed(1)} kB gzip in ${scripts.count} files`,
      baseline: `${BUDGET_BYTES / 1000} kB`,
    },
  ]
}

/** The scripts that the page's HTML loads, as they are sent compressed. Old browsers' ones (`nomodule`) are left out. */
async function loadScripts(appUrl: string, page: string): Promise<{ bytes: number; count: number }> {
  const { body } = await send(`${appUrl}${page}`)
  const tags = [...body.matchAll(/<script\b[^>]*>/gi)].map(([tag]) => tag).filter((tag) => !/\bnomodule\b/i.test(tag))
  const sources = new Set(tags.flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []))
  let bytes = 0
  for (const source of sources) {
    bytes += (await send(`${appUrl}${source}`, { headers: { 'accept-encoding': 'gzip' } })).bytes
  }
  return { bytes, count: sources.size }
}
