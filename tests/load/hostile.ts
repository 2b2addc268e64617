import { setTimeout as sleep } from 'node:timers/promises'
import { ATTACKS, type AttackName, type Foothold } from './attacks.ts'
import { open } from './http.ts'

// One hostile viewer as a process of its own: what its requests cost this machine is not the app's. It knows its bounds and
// ends by itself. Says `started` and, at the end, what it was answered, as a line of JSON.
const { attacks, foothold, forMs } = JSON.parse(process.argv[2] ?? '') as HostileInput

/** However fast it is refused: it may not win by burning a core of the machine that it shares with the app. */
const MAX_PER_SECOND = 100
const MAX_REQUESTS = 5_000

export type HostileInput = {
  attacks: AttackName[]
  foothold: Foothold
  forMs: number
}

export type HostileResult = {
  /** How many requests had which answer; `open` had none when it ended. */
  answers: Record<string, number>
  /** Share of one core that this process took. */
  cpuShare: number
}

if (new URL(foothold.appUrl).hostname !== '127.0.0.1') throw new Error('Only this machine is attacked.')
process.once('disconnect', () => process.exit(1))

const startedAt = performance.now()
const startedCpu = process.cpuUsage()
const answers: Record<string, number> = {}
let asked = 0
let underWay = 0
let nextAtMs = startedAt
const isOver = () => performance.now() - startedAt >= forMs || asked >= MAX_REQUESTS

/** Waits for this process's turn to send one more. */
async function pace(): Promise<void> {
  const turnAtMs = Math.max(nextAtMs, performance.now())
  nextAtMs = turnAtMs + 1_000 / MAX_PER_SECOND
  await sleep(Math.max(0, turnAtMs - performance.now()))
}

async function runLane(name: AttackName): Promise<void> {
  for (let n = 0; ; n += 1) {
    await pace()
    if (isOver()) return
    asked += 1
    underWay += 1
    const { path, ...sent } = ATTACKS[name].ask(foothold, asked + n)
    try {
      const response = await open(`${foothold.appUrl}${path}`, sent)
      count(String(response.statusCode))
      // A stream or a file goes on until it is ended; what it carries is thrown away.
      for await (const _ of response.resume());
    } catch {
      count('failed')
    }
  }
}

function count(answer: string): void {
  underWay -= 1
  answers[answer] = (answers[answer] ?? 0) + 1
}

// One lane of each in turn, so that all of them are under way from the beginning.
const most = Math.max(...attacks.map((name) => ATTACKS[name].lanes))
for (let lane = 0; lane < most; lane += 1) {
  for (const name of attacks) if (lane < ATTACKS[name].lanes) void runLane(name)
}
process.stdout.write('started\n')
await sleep(forMs)
const { user, system } = process.cpuUsage(startedCpu)
const cpuShare = (user + system) / 1_000 / (performance.now() - startedAt)
const result: HostileResult = { answers: { ...answers, open: underWay }, cpuShare }
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
