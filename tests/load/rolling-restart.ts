import { buildApp, isBuildCurrent } from '#lib/launch/build-app.ts'
import { readCommand } from '#lib/launch/read-command.ts'
import { runProgram } from '#lib/launch/run-program.ts'
import { Problem } from '#lib/platform/problem.ts'
import { checkOut } from './check-out.ts'
import { type Passage, restartBehindProxy } from './restart-behind-proxy.ts'
import { formatCells } from './table.ts'

const { values, words } = readCommand(
  `
node tests/load/rolling-restart.ts [nginx | caddy] [--from COMMIT]

Two instances behind the real proxy with the file of docs/operate, and PostgreSQL, all of its own. Restarts one instance after the other
while events, page reads and streams go through the proxy, and prints how each was answered, and which items are missing in the end.
--from: an upgrade. Both instances are of that commit to begin with, which is checked out and built beside this one; each is replaced
by this one, which migrates the database while the other one serves.
Needs nginx with openssl, or caddy.
`,
  { options: { from: { type: 'string' } }, words: [0, 2] },
)

// Standard output is for the tables alone.
await runProgram(async (parts) => {
  const proxies = words.length > 0 ? words : ['nginx', 'caddy']
  if (!isBuildCurrent()) await buildApp(parts, 2)
  const former = values.from === undefined ? null : await checkOut(values.from, parts)
  let isGood = true
  for (const proxy of proxies) {
    if (proxy !== 'nginx' && proxy !== 'caddy')
      throw new Problem(`${proxy} is no proxy that this knows: nginx or caddy.`)
    await using own = new AsyncDisposableStack()
    const passage = await restartBehindProxy(proxy, former, own)
    process.stdout.write(`${formatCells([[former ? `upgrade, ${proxy}` : proxy, 'measured'], ...rowsOf(passage)])}\n\n`)
    isGood &&= passage.missing + passage.doubled + passage.notTold === 0 && passage.events.get(200) === passage.sent
  }
  if (!isGood) process.exitCode = 1
})

function rowsOf({ events, reads, streams, ...counts }: Passage): string[][] {
  const byCode = (codes: ReadonlyMap<number, number>) =>
    [...codes].map(([code, count]) => `${count} × ${code === 0 ? 'no answer' : code}`).join(', ')
  return [
    [
      'instances replaced',
      `${counts.replaced}, each gone ${counts.stopSeconds.map((s) => s.toFixed(1)).join(', ')} s after SIGTERM`,
    ],
    ['events by answer', byCode(events)],
    ['page reads by answer', byCode(reads)],
    ['openings of streams by answer', byCode(streams)],
    ['items missing in the feed', String(counts.missing)],
    ['items doubled in the feed', String(counts.doubled)],
    ['items that a stream was not told', String(counts.notTold)],
    ['items that a stream was told twice', String(counts.toldTwice)],
  ]
}
