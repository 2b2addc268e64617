import { setTimeout as sleep } from 'node:timers/promises'
import type { Parts } from '#lib/launch/run-program.ts'
import { Stage } from '../interleavings/stage.ts'
import { allowanceOf, askedWhileClosed, busiest, overdrawn } from './year-allowance.ts'
import { judgeLife } from './year-judge.ts'
import { Life } from './year-life.ts'
import { readAllStored } from './year-stored.ts'

export type YearOptions = {
  readonly minutes: number
  readonly portals: number
  readonly seed: number
  /** Plays this portal alone. */
  readonly only?: number | undefined
}

/** Between two things that happen to one portal, on average. */
const EVERY_MS = 2_500
const LOOK_EVERY_MS = 2_000
const TELL_EVERY_MS = 30_000
/** Portals that are judged at a time. */
const JUDGED_AT_ONCE = 8

/** What one portal's year has come to. */
export type Year = {
  readonly nth: number
  readonly life: Life
  readonly breaches: string[]
  readonly requests: number
  readonly busiestTenSeconds: number
  readonly whileClosed: { readonly asked: number; readonly may: number; readonly passedSeconds: number }
  readonly whileDead: { readonly secrets: number; readonly seconds: number }
}

export type YearResult = { readonly years: Year[]; readonly states: ReadonlyMap<string, number> }

/** Lets portals live through whatever a year brings, and judges each of them at the end. */
export async function runYear(parts: Parts, options: YearOptions, tell: (line: string) => void): Promise<YearResult> {
  const { minutes, portals, seed, only } = options
  const stage = await Stage.start({
    SWEEP_INTERVAL_SECONDS: '60',
    ...(process.env.YEAR_LOG && { LOG_LEVEL: process.env.YEAR_LOG }),
  })
  parts.defer(() => stage.close())
  const numbers = only === undefined ? Array.from({ length: portals }, (_, nth) => nth) : [only]
  const lives: { nth: number; life: Life }[] = []
  const states = new Map<string, number>()
  const startedAt = Date.now()
  const stopAt = startedAt + minutes * 60_000
  const live = async (nth: number) => {
    const life = await Life.begin(stage, seed * 1_000 + nth)
    lives.push({ nth, life })
    for (; Date.now() < stopAt; await sleep(EVERY_MS * (0.5 + Math.random()))) await life.play()
  }
  const look = async () => {
    for (; Date.now() < stopAt; await sleep(LOOK_EVERY_MS)) await noteStates(stage, lives, states)
  }
  const report = async () => {
    for (; Date.now() < stopAt; await sleep(Math.min(TELL_EVERY_MS, Math.max(1, stopAt - Date.now())))) {
      tell(progress(lives, startedAt))
    }
  }
  await Promise.all([...numbers.map(live), look(), report()])
  tell(`the year is over: ${progress(lives, startedAt)}`)
  const years = await judgeAll(stage, lives, states, tell)
  return { years: years.toSorted((a, b) => a.nth - b.nth), states }
}

async function noteStates(stage: Stage, lives: readonly { life: Life }[], states: Map<string, number>): Promise<void> {
  const stored = new Map((await readAllStored(stage)).map((row) => [row.member_id, row]))
  for (const { life } of lives) {
    const row = stored.get(life.memberId)
    const name = row ? `${row.status}${row.closing ? ` ${row.closing}` : ''}` : 'not installed'
    states.set(name, (states.get(name) ?? 0) + 1)
    if (row) life.noteVerified(row.verifiedAtMs)
  }
}

function progress(all: readonly { life: Life }[], startedAt: number): string {
  const lives = all.map(({ life }) => life)
  const events = lives.reduce((sum, { counts }) => sum + [...counts.values()].reduce((own, count) => own + count, 0), 0)
  const closed = lives.filter((life) => life.isClosed).length
  const items = lives.reduce((sum, { born }) => sum + born.length, 0)
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  return `${seconds} s: ${lives.length} portals, ${closed} closed, ${events} events, ${items} items`
}

async function judgeAll(
  stage: Stage,
  lives: readonly { nth: number; life: Life }[],
  states: Map<string, number>,
  tell: (line: string) => void,
): Promise<Year[]> {
  const waiting = [...lives]
  const years: Year[] = []
  const judge = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      await one.life.calm().catch((error: unknown) => one?.life.tell(`  not calm: ${String(error)}`))
      await noteStates(stage, [one], states)
      const breaches = one.life.isOpen ? await judgeLife(stage, one.life) : []
      const year = await account(stage, one, breaches)
      years.push(year)
      tell(`portal ${one.nth}: ${year.breaches.join('; ').slice(0, 400) || 'as it must be'}`)
    }
  }
  await Promise.all(Array.from({ length: JUDGED_AT_ONCE }, judge))
  const [first] = years
  first?.breaches.push(...stage.crashes())
  return years
}

async function account(stage: Stage, { nth, life }: { nth: number; life: Life }, breaches: string[]): Promise<Year> {
  const log = await stage.simulator.restLog(life.memberId)
  const license = life.edition.portal.license ?? ''
  const over = overdrawn(log, allowanceOf(license))
  if (over > 0) breaches.push(`asked ${over} more than its allowance`)
  const closures = life.closures.map((closed) => ({ closed, ...askedWhileClosed(log, closed) }))
  for (const { closed, asked, may } of closures) {
    if (asked.length > may)
      breaches.push(`closed (${closed.why}) it was asked ${asked.length} times and not ${may}: ${asked.join(', ')}`)
  }
  const secrets = (await stage.simulator.oauthLog()).filter(
    // Any other refusal is the portal's: it is closed.
    ({ memberId, endpoint, error }) => memberId === life.memberId && endpoint === 'token' && error === 'invalid_grant',
  )
  const deaths = life.deaths.map((dead) => {
    const sent = secrets.filter(({ at }) => Date.parse(at) >= dead.fromMs && Date.parse(at) < dead.untilMs).length
    return { ...dead, sent, may: dead.steps + 2 }
  })
  for (const { sent, may } of deaths)
    if (sent > may) breaches.push(`our secret was sent ${sent} times and not ${may} while our tokens were dead`)
  const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0)
  const real = (from: number, until: number) => (Math.min(until, Date.now()) - from) / 1_000
  return {
    ...{ nth, life, breaches, requests: log.length, busiestTenSeconds: busiest(log, 10) },
    whileClosed: {
      asked: sum(closures, ({ asked }) => asked.length),
      may: sum(closures, ({ may }) => may),
      passedSeconds: sum(closures, ({ closed }) => closed.passedSeconds + real(closed.fromMs, closed.untilMs)),
    },
    whileDead: {
      secrets: sum(deaths, ({ sent }) => sent),
      seconds: sum(deaths, (dead) => dead.passedSeconds + real(dead.fromMs, dead.untilMs)),
    },
  }
}
