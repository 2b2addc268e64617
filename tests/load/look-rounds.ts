import { listWaitingPortals } from '#lib/confirmation/list-waiting-portals.ts'
import { jobKinds } from '#lib/jobs/jobs.ts'
import { newId } from '#lib/platform/ids.ts'

const rounds = 20
const worker = newId()

// What each instance looks for at least once a minute, as it does: prints the mean of each look, in ms.
const looks = new Map<string, () => Promise<unknown>>([['receipts', () => listWaitingPortals(worker)]])
for (const { name, everySeconds, listDue } of jobKinds()) {
  if (everySeconds <= 60) looks.set(name, () => listDue(new Date()))
}

const means: Record<string, number> = {}
for (const [name, look] of looks) {
  // Plans are made at the first one.
  await look()
  const startedAt = performance.now()
  for (let round = 0; round < rounds; round += 1) await look()
  means[name] = (performance.now() - startedAt) / rounds
}
process.stdout.write(JSON.stringify(means))
process.exit(0)
