import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { ATTACK_NAMES, ATTACKS, type AttackName, type Foothold } from './attacks.ts'
import { fillPortal } from './fill-portal.ts'
import type { HostileResult } from './hostile.ts'
import { bearer, type Sent, send } from './http.ts'
import { type BenchPortal, installPortal, WATCHED } from './install-portal.ts'
import { type OpenStream, openStream } from './open-stream.ts'
import { type AppLoad, readLoad } from './read-load.ts'
import { runHostile } from './run-hostile.ts'
import { type Bench, seePortal } from './start-bench.ts'
import { percentile } from './statistics.ts'
import { formatCells, formatMs, formatRatio } from './table.ts'
import { type Seen, type Watched, watchOthers } from './watch-others.ts'

const WARM_UP_MS = 2_000
const QUIET_MS = 8_000
const ATTACK_MS = 14_000
/** A lane is under way for so much longer: all of them begin one after the other. */
const LANE_MS = 10
const SETTLE_MS = 20_000
const ROWS = 1_000
const TIMES = 100
const AT_MOST = 2

/** Sees the CRM's items that are her own. */
const COLLEAGUE = 9
/** Has no rights in the CRM, and is no admin. */
const HOSTILE = 11
/** The people of one portal sit behind one address, the hostile one among them; those of the other portal behind another. */
const OFFICE = { 'x-forwarded-for': '203.0.113.7' }
const ELSEWHERE = { 'x-forwarded-for': '198.51.100.9' }

type Outcome = {
  attack: string
  quiet: Seen
  attacked: Seen
  hostile: HostileResult
  /** Of one core: what the app took quiet and attacked; of all cores: how busy the machine was attacked. */
  cpu: { quiet: number; attacked: number; machine: number }
  /** Open in the app when everybody had gone. */
  streamsLeft: number
  /** Requests to the portal of the hostile viewer, quiet and attacked, and those that it declined. */
  rest: { asked: number; declined: number }
}

/**
 * One viewer without rights attacks, in each way by itself and in all at once; everybody else's rows and pages beside what they took
 * right before. The others are an admin and a colleague of the same portal, behind the same address, and another portal.
 * @returns the tables, and which attacks were left out because the time was over.
 */
export async function measureHostile(
  bench: Bench,
  { only, withinMs }: { only: readonly string[]; withinMs: number },
): Promise<{ text: string; left: string[] }> {
  const deadline = performance.now() + withinMs
  const known: string[] = ATTACK_NAMES
  const chosen = ATTACK_NAMES.filter((name) => only.length === 0 || only.includes(name))
  const phases = chosen.map((name) => ({ what: ATTACKS[name].what, attacks: [name] }))
  if (only.length === 0 || only.some((name) => !known.includes(name))) {
    phases.push({ what: 'all of these at once', attacks: ATTACK_NAMES })
  }
  const [load = Number.NaN] = loadavg()
  await warmUp(bench)
  const outcomes: Outcome[] = []
  while (performance.now() < deadline) {
    const phase = phases.shift()
    if (phase === undefined) break
    const { what, attacks } = phase
    process.stderr.write(`  ${what} …\n`)
    const outcome = await attack(bench, what, attacks)
    outcomes.push(outcome)
    process.stderr.write(`${formatCells(compare(outcome))}\n`)
  }
  const text = [describeOthers(outcomes, load), describeAnswers(outcomes)].join('\n\n')
  return { text, left: phases.map(({ what }) => what) }
}

type Scene = {
  /** The portal of the hostile viewer. */
  own: BenchPortal
  portals: Watched[]
  streams: OpenStream[]
}

/** Two portals and their people. */
async function setScene(bench: Bench, times: number): Promise<Scene> {
  const { appUrl } = bench
  const own = await preparePortal(bench, times)
  const other = await preparePortal(bench, 1)
  const streams: OpenStream[] = []
  const follow = async (token: string, from: Record<string, string>) => {
    const stream = await openStream(appUrl, token, from)
    streams.push(stream)
    return stream
  }
  const signIn = await own.signIn(COLLEAGUE)
  const colleague = await openSession(bench, signIn, OFFICE)
  const portals: Watched[] = [
    {
      portal: own,
      streams: {
        "the portal's admin": await follow(own.token, OFFICE),
        'a colleague': await follow(colleague, OFFICE),
      },
      reader: { name: 'a colleague', headers: { ...bearer(colleague), ...OFFICE } },
      makeItem: () => makeItem(bench, own),
      signIn: { ...signIn, headers: { ...signIn.headers, ...OFFICE } },
    },
    {
      portal: other,
      streams: { 'another portal': await follow(other.token, ELSEWHERE) },
      reader: { name: 'another portal', headers: { ...bearer(other.token), ...ELSEWHERE } },
      makeItem: () => makeItem(bench, other),
    },
  ]
  // The first events of a portal meet what its installation has left to do.
  const until = performance.now() + WARM_UP_MS
  await watchOthers(appUrl, portals, () => performance.now() >= until)
  await settle(bench)
  return { own, portals, streams }
}

/** The first requests of an app that has just started are slower than all later ones. */
async function warmUp(bench: Bench): Promise<void> {
  const { streams } = await setScene(bench, 1)
  for (const stream of streams) stream.close()
}

/** On two portals of its own, so that no attack leaves anything to the next. */
async function attack(bench: Bench, what: string, attacks: readonly AttackName[]): Promise<Outcome> {
  const { appUrl, metricsToken } = bench
  const readsRows = attacks.some((name) => ATTACKS[name].readsRows)
  const { own, portals, streams } = await setScene(bench, readsRows ? TIMES : 1)
  const foothold = await gainFoothold(bench, own)
  const before = await readLoad(appUrl, metricsToken)
  const quietUntil = performance.now() + QUIET_MS
  const quiet = await watchOthers(appUrl, portals, () => performance.now() >= quietUntil)
  const between = await readLoad(appUrl, metricsToken)
  const lanes = attacks.reduce((sum, name) => sum + ATTACKS[name].lanes, 0)
  const { ended } = await runHostile(bench, { attacks: [...attacks], foothold, forMs: ATTACK_MS + lanes * LANE_MS })
  let isOver = false
  void ended.finally(() => {
    isOver = true
  })
  const [attacked, hostile, after] = await Promise.all([
    watchOthers(appUrl, portals, () => isOver),
    ended,
    ended.then(() => readLoad(appUrl, metricsToken)),
  ])
  for (const stream of streams) stream.close()
  const { streams: streamsLeft } = await settle(bench)
  const rest = await bench.simulator.restLog(own.memberId)
  const declined = rest.filter((call) => call.error !== null).length
  const cpu = {
    quiet: cpuShare(before, between),
    attacked: cpuShare(between, after),
    machine: (after.busyMs - between.busyMs) / (after.allMs - between.allMs),
  }
  return { attack: what, quiet, attacked, hostile, cpu, streamsLeft, rest: { asked: rest.length, declined } }
}

/** With rows that everybody of the portal sees, and one type of which each sees what the CRM shows. */
async function preparePortal(bench: Bench, times: number): Promise<BenchPortal> {
  const portal = await installPortal(bench)
  await fillPortal(bench, portal.id, ROWS, times)
  const ofPortal = { portalId: portal.id }
  await seePortal(bench, portal.id, async (tx) => {
    await tx.watch.updateMany({
      where: { ...ofPortal, entityTypeId: { not: BigInt(WATCHED) } },
      data: { visibility: 'PORTAL' },
    })
    // The CRM has none of these rows: a comparison with it would be busy with taking them away.
    await tx.attention.updateMany({ where: ofPortal, data: { compareAt: new Date(Date.now() + 86_400_000) } })
  })
  return portal
}

/** One that the colleague may see. */
async function makeItem({ simulator }: Bench, { memberId }: BenchPortal): Promise<number> {
  const input = { entityTypeId: WATCHED, userId: COLLEAGUE, announce: false }
  const [itemId] = await simulator.createItems(memberId, input)
  if (itemId === undefined) throw new Error('The portal made no item.')
  return itemId
}

async function openSession(
  { appUrl }: Bench,
  { headers, ...signIn }: Sent,
  from: Record<string, string>,
): Promise<string> {
  const { body } = await send(`${appUrl}/api/session`, { ...signIn, headers: { ...headers, ...from } })
  return (JSON.parse(body) as { token: string }).token
}

async function gainFoothold(bench: Bench, portal: BenchPortal): Promise<Foothold> {
  const signIn = await portal.signIn(HOSTILE)
  const { accessToken, memberId, domain } = JSON.parse(signIn.body ?? '') as Record<
    'accessToken' | 'memberId' | 'domain',
    string
  >
  const token = await openSession(bench, signIn, OFFICE)
  return { appUrl: bench.appUrl, token, accessToken, memberId, domain, from: OFFICE }
}

/** Waits until the app has nothing left to do for those who were there before. @returns how it stands then. */
async function settle({ appUrl, metricsToken }: Bench): Promise<AppLoad> {
  const deadline = performance.now() + SETTLE_MS
  for (let calm = 0; ; await sleep(200)) {
    const load = await readLoad(appUrl, metricsToken)
    calm = load.waiting === 0 && load.used <= 2 ? calm + 1 : 0
    if (calm === 3) return load
    if (performance.now() > deadline) {
      process.stderr.write(`  not calm after ${SETTLE_MS / 1000} s: ${JSON.stringify(load)}\n`)
      return load
    }
  }
}

function cpuShare(from: AppLoad, to: AppLoad): number {
  return (to.cpuSeconds - from.cpuSeconds) / ((to.atMs - from.atMs) / 1_000)
}

const HEAD = ['p50', 'p99', 'of', 'attacked', 'right before']

/** A line for each thing that was looked at: how many times longer it took than right before. */
function compare({ attack: what, quiet, attacked }: Outcome): string[][] {
  const lines = Object.entries(quiet.ms)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([seen, before]) => {
      const during = attacked.ms[seen] ?? []
      const ratio = (share: number) => formatLimited(percentile(during, share) / percentile(before, share))
      return [ratio(0.5), ratio(0.99), `${what}: ${seen}`, formatTimes(during), formatTimes(before)]
    })
  return [HEAD, ...lines]
}

function formatLimited(ratio: number): string {
  return `${formatRatio(ratio)}${ratio <= AT_MOST ? ' ' : '!'}`
}

function formatTimes(ms: readonly number[]): string {
  if (ms.length === 0) return 'never'
  return `p50 ${formatMs(percentile(ms, 0.5))}, p99 ${formatMs(percentile(ms, 0.99))}, ${ms.length} times`
}

function describeOthers(outcomes: readonly Outcome[], load: number): string {
  const lines = outcomes.flatMap((outcome) => compare(outcome).slice(1))
  const beyond = lines.filter((line) => line.slice(0, 2).some((ratio) => ratio.endsWith('!'))).length
  return [
    'One hostile viewer without rights, and what everybody else waited beside right before:',
    formatCells([HEAD, ...lines]),
    `! more than ${AT_MOST} ×: ${beyond} of ${lines.length}; load of the machine at the beginning: ${load.toFixed(1)}`,
  ].join('\n')
}

const ANSWERS = ['200', '204', '401', '403', '429', '503', 'open']

function describeAnswers(outcomes: readonly Outcome[]): string {
  const share = (of: number) => `${(of * 100).toFixed(0)} %`
  const head = [
    'attack',
    ...ANSWERS,
    'else',
    'others refused',
    'rows late',
    'hostile CPU',
    'app CPU (before)',
    'machine',
  ]
  const lines = outcomes.map(({ attack: what, attacked, hostile, cpu, streamsLeft, rest }) => {
    const other = Object.entries(hostile.answers).filter(([answer]) => !ANSWERS.includes(answer))
    return [
      what,
      ...ANSWERS.map((answer) => String(hostile.answers[answer] ?? 0)),
      other.map(([answer, count]) => `${answer}: ${count}`).join(', ') || '0',
      String(attacked.refused),
      String(attacked.lost),
      String(streamsLeft),
      `${rest.asked} (${rest.declined})`,
      share(hostile.cpuShare),
      `${share(cpu.attacked)} (${share(cpu.quiet)})`,
      share(cpu.machine),
    ]
  })
  return [
    'What its requests were answered (open: not at all when it ended); CPU of one core, of the machine of all:',
    formatCells([head, ...lines]),
  ].join('\n')
}
