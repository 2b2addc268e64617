import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { judgeScreen } from '../interleavings/judge.ts'
import { judgeFeed } from '../interleavings/judge-feed.ts'
import type { Stage } from '../interleavings/stage.ts'
import { people } from '../support/portal-driver.ts'
import type { Life } from './year-life.ts'
import { readStored, type Stored } from './year-stored.ts'

/** So many looks in a row that found the same wrong: what is not as it must be then will never be. */
const QUIET_LOOKS = 12
/** What is wrong in ever other ways after so many looks does not come to rest either. */
const MAX_LOOKS = 60
const BETWEEN_LOOKS_MS = 3_000
const viewers = { manager: people.manager, employee: people.employee, outsider: people.outsider }

/**
 * Lets time pass until a portal that is open is complete for everybody without an admin, but for one who opens the app where our tokens
 * were ended. @returns what is not as it must be, when nothing moves any more.
 */
export async function judgeLife(stage: Stage, life: Life): Promise<string[]> {
  let before = ''
  for (let quiet = 0, looks = 1; ; looks++, await sleep(BETWEEN_LOOKS_MS)) {
    const problems = await look(stage, life).catch((error: unknown) => [`not judged: ${inspect(error)}`])
    if (problems.length === 0) return []
    const state = JSON.stringify(problems)
    quiet = state === before ? quiet + 1 : 0
    before = state
    if (quiet >= QUIET_LOOKS || looks >= MAX_LOOKS) return [...problems, `after ${looks} looks`]
  }
}

async function look(stage: Stage, life: Life): Promise<string[]> {
  const { memberId } = life
  await life.pass()
  await stage.settleDoubts(memberId)
  await stage.ageAnswers(memberId)
  await stage.comesToRest(memberId)
  const stored = await readStored(stage, memberId)
  const standing = judgeStanding(stored)
  if (standing.length > 0) {
    const isAdminDue = stored?.status === 'REAUTH_REQUIRED' && life.needsAdmin
    // Whoever opens the app tells it under which address the portal is now.
    await life.open(isAdminDue ? life.admin : people.manager)
    return standing
  }
  const problems = await judgeFeeds(stage, life)
  return problems.length > 0 ? problems : judgeBindings(stage, life, stored)
}

function judgeStanding(stored: Stored | undefined): string[] {
  if (!stored) return ['not stored']
  const { status, closing, isBroken } = stored
  return status === 'ACTIVE' && closing === null && !isBroken
    ? []
    : [`${status}, closing ${closing}, broken ${isBroken}`]
}

async function judgeFeeds(stage: Stage, life: Life): Promise<string[]> {
  const watches = await stage.watches(life.memberId)
  const problems: string[] = []
  for (const [name, userId] of Object.entries(viewers)) {
    const client = await life.open(userId)
    const judged = await judgeFeed(name, { portal: life.portal, userId, client, watches, born: life.born })
    problems.push(...judged.problems)
    if (name === life.screen.name) {
      await life.screen.catchUp()
      const judge = (rows: Parameters<typeof judgeScreen>[1]) => judgeScreen('the open page', rows, judged.shown)
      problems.push(...(await life.screen.comesToShow(judge)))
    }
  }
  return [...problems, ...(await stage.judgeRows(life.memberId))]
}

/** Everything that the portal has is bound, once, whatever was lost meanwhile. */
async function judgeBindings(stage: Stage, life: Life, stored: Stored | undefined): Promise<string[]> {
  const bound = (await stage.simulator.bindings(life.memberId)).map(({ event }) => event)
  const wanted = ['ONCRMDYNAMICITEMADD', 'ONCRMDYNAMICITEMUPDATE', 'ONCRMDYNAMICITEMDELETE', 'ONAPPUNINSTALL']
  const lacking = wanted.filter((event) => !bound.includes(event) && !life.edition.lacks.absentEvents?.includes(event))
  const unbound = stored?.unbound.length ? [`told as unbound: ${stored.unbound.join(', ')}`] : []
  return [...lacking.map((event) => `${event} is not bound`), ...unbound]
}
