import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal } from '#lib/platform/refusal.ts'
import { type Knock, ProofDoor } from '#lib/sessions/proof-door.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const office = '198.51.100.7'
const knock = (accessToken: string, changes: Partial<Knock> = {}): Knock => ({
  ...{ accessToken, memberId: 'portal', domain: 'portal.example', from: office },
  ...changes,
})

const hasApp = (memberId: string) => Promise.resolve(/portal$/.test(memberId))

/** A door in front of an OAuth server that takes 100 ms and knows tokens that begin with "real"; what ends with "portal" has the app. */
function makeDoor() {
  const door = new ProofDoor(hasApp)
  const asked: string[] = []
  const pass = (said: Knock) =>
    door.pass(
      said,
      async () => {
        asked.push(said.accessToken)
        await new Promise((resolve) => setTimeout(resolve, 100))
        if (!said.accessToken.startsWith('real')) throw new Refusal('not_proved', 'made_up')
        return said.accessToken
      },
      (token) => `portal ${token.replace(/\d+$/, '')}`,
    )
  /** How each of them ended, once all have. */
  const settle = async (knocks: readonly Knock[], withinMs = 60_000) => {
    const all = Promise.allSettled(knocks.map(pass))
    await vi.advanceTimersByTimeAsync(withinMs)
    return (await all).map((ended) =>
      ended.status === 'fulfilled' ? 'proved' : ended.reason instanceof Refusal ? ended.reason.code : 'error',
    )
  }
  return { pass, asked, settle }
}

const madeUp = (count: number, changes: Partial<Knock> = {}) =>
  Array.from({ length: count }, (_, n) => knock(`made up ${n} ${Math.random()}`, changes))

test('T11: after a flood of made-up tokens a colleague behind the same address is let in, also one who was never seen', async () => {
  const { settle } = makeDoor()
  for (let round = 0; round < 5; round += 1) await settle(madeUp(100))
  expect(await settle([knock('real colleague')])).toEqual(['proved'])
})

test('T11: while made-up tokens keep coming a colleague waits for a few questions, and is let in', async () => {
  const { pass, settle } = makeDoor()
  await settle(madeUp(300), 2_000)
  let isIn = false
  const loop = async () => {
    for (let n = 0; !isIn; n += 1) await pass(knock(`made up ${n} ${Math.random()}`)).catch(() => undefined)
  }
  const loops = Array.from({ length: 50 }, loop)
  await vi.advanceTimersByTimeAsync(2_000)
  void pass(knock('real colleague')).then(() => {
    isIn = true
  })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(isIn).toBe(true)
  await vi.advanceTimersByTimeAsync(20_000)
  await Promise.all(loops)
})

test('T11: whoever was proved lately, or shows a session, is never refused for what neighbours fail', async () => {
  const { pass, settle } = makeDoor()
  expect(await settle([knock('real colleague')])).toEqual(['proved'])
  await settle(madeUp(300), 2_000)
  for (const one of madeUp(500)) void pass(one).catch(() => undefined)
  const known = pass(knock('real colleague'))
  const renewed = pass(knock('real neighbour', { knownAs: 'portal neighbour' }))
  await vi.advanceTimersByTimeAsync(150)
  expect(await Promise.all([known, renewed])).toEqual(['real colleague', 'real neighbour'])
})

test('T11: at an address that keeps failing portals take turns', async () => {
  const { pass, settle, asked } = makeDoor()
  await settle(madeUp(300), 2_000)
  for (const one of madeUp(90)) void pass(one).catch(() => undefined)
  void pass(knock('real other', { memberId: 'other portal' }))
  await vi.advanceTimersByTimeAsync(450)
  expect(asked).toContain('real other')
})

test('T11: made-up portals by the hundred at one address take nobody’s turn: a colleague is let in next', async () => {
  const { pass, settle, asked } = makeDoor()
  await settle(madeUp(300), 2_000)
  const before = asked.length
  const refused: unknown[] = []
  for (let n = 0; n < 600; n += 1) {
    void pass(knock(`made up ${n}`, { memberId: `made up ${n}` })).catch((error: Refusal) => refused.push(error.code))
  }
  void pass(knock('real colleague'))
  await vi.advanceTimersByTimeAsync(150)
  expect(asked.slice(before)).toEqual(['real colleague'])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(new Set(refused)).toEqual(new Set(['not_installed']))
  expect(refused).toHaveLength(600)
})

test('made-up portals are nobody’s failure: whoever comes to the same address is asked about as before', async () => {
  const { settle, asked } = makeDoor()
  const strangers = Array.from({ length: 400 }, (_, n) => knock(`made up ${n}`, { memberId: `made up ${n}` }))
  await settle(strangers, 2_000)
  expect(asked).toEqual([])
  const colleagues = Array.from({ length: 12 }, (_, n) => knock(`real colleague${'x'.repeat(n)}`))
  expect(new Set(await settle(colleagues, 150))).toEqual(new Set(['proved']))
})

test('T11: of one address only so many wait, and for a newcomer of another portal the newest of the longest queue is refused', async () => {
  const { pass, settle } = makeDoor()
  await settle(madeUp(300), 2_000)
  const refused: string[] = []
  const ask = (name: string, memberId: string) =>
    void pass(knock(name, { memberId })).catch((error: Refusal) => {
      if (error.code === 'too_many_requests') refused.push(name)
    })
  // Whoever comes to the installer claims no portal.
  for (let n = 0; n < 120; n += 1) ask(`installer ${n}`, '')
  for (let n = 0; n < 120; n += 1) ask(`launch ${n}`, 'portal')
  await vi.advanceTimersByTimeAsync(50)
  const before = refused.length
  const colleague = pass(knock('real colleague', { memberId: 'other portal' }))
  await vi.advanceTimersByTimeAsync(450)
  expect(await colleague).toBe('real colleague')
  await vi.advanceTimersByTimeAsync(1_100)
  expect(before).toBeGreaterThan(0)
  // Two are what the address may fail again by then, 3 are asked about, 200 wait. The rest, and one for the colleague, come back later.
  expect(refused).toHaveLength(36)
})

test('a flood of made-up tokens has an OAuth server asked a few questions at a time, and is refused beyond', async () => {
  const { pass, settle, asked } = makeDoor()
  await settle(madeUp(300), 2_000)
  const before = asked.length
  const refused: unknown[] = []
  for (const one of madeUp(1_000)) void pass(one).catch((error: Refusal) => refused.push(error.code))
  await vi.advanceTimersByTimeAsync(1_100)
  expect(asked.length - before).toBeLessThanOrEqual(50)
  expect(refused.filter((code) => code === 'too_many_requests').length).toBeGreaterThan(700)
})

test('a whole company may open the app at once from behind one address', async () => {
  const { settle } = makeDoor()
  const company = (name: string) => Array.from({ length: 300 }, (_, n) => knock(`real ${name}${'x'.repeat(n)}`))
  expect(new Set(await settle(company('person'), 3_000))).toEqual(new Set(['proved']))
  // Who was proved has failed nothing.
  expect(new Set(await settle(company('neighbour'), 3_000))).toEqual(new Set(['proved']))
})

test('a viewer who is proved without end waits alone', async () => {
  const { settle, pass } = makeDoor()
  await settle(
    Array.from({ length: 70 }, (_, n) => knock(`real greedy${n}`)),
    500,
  )
  const refused = pass(knock('real greedy0'))
  await expect(refused).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: expect.any(Number) })
  expect(await settle([knock('real colleague')])).toEqual(['proved'])
})

test('a claim that was refused a moment ago is refused without asking, another one of the same token is not', async () => {
  const { settle, asked } = makeDoor()
  await settle([knock('made up')], 200)
  expect(await settle([knock('made up')], 200)).toEqual(['not_proved'])
  expect(asked).toHaveLength(1)
  await settle([knock('made up', { domain: 'renamed.example' })], 200)
  expect(asked).toHaveLength(2)
})

test('what an OAuth server leaves unanswered is nobody’s failure', async () => {
  const door = new ProofDoor(hasApp)
  const silence = () => Promise.reject(new Refusal('unavailable', 'silent'))
  for (let n = 0; n < 500; n += 1) {
    await expect(door.pass(knock(`real ${n}`), silence, () => 'nobody')).rejects.toMatchObject({ code: 'unavailable' })
  }
  expect(
    await door.pass(
      knock('real'),
      () => Promise.resolve('in'),
      () => 'somebody',
    ),
  ).toBe('in')
})
