import { expect, test } from 'vitest'
import { openCrowd, questionsOf, shows } from '../support/crowd.ts'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const count = 300
/** A question for each viewer, two requests a second, and a busy machine. */
const servedWithinMs = 360_000

test(`B10: of ${count} viewers without admin rights everybody who may see a new item gets it, nobody else does, and confirmation goes on`, {
  timeout: 900_000,
}, async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const adminStream = await admin.stream()
  const crowd = await openCrowd(system(), portal, { count })
  const author = crowd.find(({ seesAll }) => !seesAll)
  if (!author) throw new Error('Somebody sees own items only.')
  const calls = (await system().simulator.restLog(portal.memberId)).length
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000)
  const create = async () => (await portal.create({ entityTypeId: 1220, userId: author.userId }))[0] ?? 0
  const items: number[] = []
  // The crowd waits for minutes; what is new meanwhile is confirmed all the same.
  for (let n = 0; n < 3; n += 1) {
    items.push(await create())
    await expect.poll(() => adminStream.itemIds, { interval: 50 }).toEqual(items)
  }
  expect((await questionsOf(system(), portal, calls)).size).toBeLessThan(count)
  process.stdout.write(`confirmed after ${seconds()} s\n`)

  const mayRead = crowd.filter((member) => member.seesAll || member === author)
  const waiting = () => mayRead.filter((member) => !shows(member, items)).length
  await expect.poll(waiting, { timeout: servedWithinMs, interval: 1_000 }).toBe(0)
  process.stdout.write(`all of the crowd served after ${seconds()} s\n`)
  const asked = await questionsOf(system(), portal, calls)
  const total = [...asked.values()].reduce((sum, times) => sum + times, 0)
  process.stdout.write(`${total} questions for ${asked.size} viewers and ${items.length} items\n`)
  for (const member of crowd.filter((one) => !mayRead.includes(one))) expect(shows(member, [])).toBe(true)
  // One question a viewer for all that is new by then, and more only for those who were served at once.
  expect(total).toBeLessThanOrEqual(2 * count)
  const log = await system().simulator.restLog(portal.memberId)
  expect(log.filter(({ error }) => error !== null)).toEqual([])
})
