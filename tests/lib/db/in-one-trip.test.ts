import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { inFewTrips } from '#lib/db/in-few-trips.ts'
import { inOneTrip } from '#lib/db/in-one-trip.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { isFaultOfARow } from '#lib/db/is-fault-of-a-row.ts'
import { statement } from '#lib/db/statement.ts'
import { newId } from '#lib/platform/ids.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()

let portalId: string

beforeEach(async () => {
  portalId = await addPortal()
})

async function addPortal(): Promise<string> {
  const id = newId()
  await db().portal.create({ data: { id, memberId: id, domain: 'd', clientEndpoint: 'e' } })
  return id
}

const heads = (of = portalId) => inPortal(of, (tx) => tx.feedHead.count())
const addHead = (of = portalId) => statement`insert into feed_head (portal_id) values (${of}::uuid)`
const readHead = () => statement<{ portal_id: string }>`select portal_id::text from feed_head`

describe('a transaction of one trip', () => {
  test('each statement sees what those before it did, and all is committed', async () => {
    const [added, read] = await inOneTrip([portalId], [addHead(), readHead()])
    expect(added.count).toBe(1)
    expect(read.rows).toEqual([{ portal_id: portalId }])
    expect(await heads()).toBe(1)
  })

  test('of one that fails nothing is left, and the connection is whole', async () => {
    for (let time = 0; time < 3; time += 1) {
      const failed = inOneTrip([portalId], [addHead(), addHead(), statement`select 1`])
      await expect(failed).rejects.toSatisfy(isFaultOfARow)
      expect(await heads()).toBe(0)
    }
    expect((await inOneTrip([portalId], [addHead(), readHead()]))[1].rows).toHaveLength(1)
  })

  test('rows of portals that it does not name are neither read nor written', async () => {
    const other = await addPortal()
    await inOneTrip([other], [addHead(other)])
    expect((await inOneTrip([portalId], [readHead()]))[0].rows).toEqual([])
    expect((await inOneTrip([portalId, other], [readHead()]))[0].rows).toEqual([{ portal_id: other }])
    await expect(inOneTrip([portalId], [addHead(other)])).rejects.toThrow(/row-level security/)
    // Nothing is named any more in whatever has the connections next.
    const named = await Promise.all(Array.from({ length: 20 }, () => db().$queryRaw`select portal_id from feed_head`))
    expect(named.flat()).toEqual([])
  })

  test('takes a statement that says nothing for one without an answer', async () => {
    const [nothing, one] = await inOneTrip(
      [],
      [
        { text: '', values: [] },
        { text: 'select 1 as one', values: [] },
      ],
    )
    expect([nothing.rows, one.rows]).toEqual([[], [{ one: 1 }]])
  })

  test('waits for no disk where it may be lost, and only there', async () => {
    const setting = () => statement<{ setting: string }>`select current_setting('synchronous_commit') as setting`
    const [lax] = await inOneTrip([portalId], [setting()], { isDurable: false })
    const [strict] = await inOneTrip([portalId], [setting()])
    expect([...lax.rows, ...strict.rows]).toEqual([{ setting: 'off' }, { setting: 'on' }])
  })

  test('values come back as they went', async () => {
    const at = new Date('2026-11-30T10:20:30.456Z')
    const texts = ['plain', 'a "quoted" one', 'back\\slash', 'comma, {brace}', '', 'NULL', null, 'ű😀']
    const big = 2n ** 60n
    const [answer] = await inOneTrip(
      [],
      [
        statement`select ${at}::timestamptz as at, ${texts}::text[] as texts, ${big}::bigint as big, ${null}::text as none,
                         ${[true, false]}::boolean[] as flags, ${[1.5, null]}::float8[] as numbers, 7 as int,
                         ${[at, null]}::timestamptz[] = array[${at}::timestamptz, null] as same, ${'{"a":1}'}::json as json`,
      ],
    )
    const [row] = answer.rows as Record<string, unknown>[]
    expect(row).toEqual({
      ...{ at, texts, big, none: null, flags: [true, false], numbers: [1.5, null], int: 7, same: true, json: { a: 1 } },
    })
  })

  test('many different statements are asked on one connection', async () => {
    for (let n = 0; n < 250; n += 1) {
      const [{ rows }] = await inOneTrip([], [{ text: `select ${n} as n`, values: [] }])
      expect(rows).toEqual([{ n }])
    }
  })
})

describe('a transaction of few trips', () => {
  test('is committed with its last statements', async () => {
    const read = await inFewTrips(portalId, async (trips) => {
      await trips.ask([addHead()])
      const [{ rows }] = await trips.commit([readHead()])
      return rows
    })
    expect(read).toEqual([{ portal_id: portalId }])
    expect(await heads()).toBe(1)
  })

  test('is taken back without a commit, and where its work fails', async () => {
    await inFewTrips(portalId, (trips) => trips.ask([addHead()]))
    expect(await heads()).toBe(0)
    const failing = inFewTrips(portalId, async (trips) => {
      await trips.ask([addHead()])
      throw new Error('failed')
    })
    await expect(failing).rejects.toThrow('failed')
    expect(await heads()).toBe(0)
  })

  test('does not pass for committed where a statement had failed', async () => {
    const work = inFewTrips(portalId, async (trips) => {
      await trips.ask([addHead()])
      await trips.ask([addHead()]).catch(() => undefined)
      await trips.commit([])
    })
    await expect(work).rejects.toThrow()
    expect(await heads()).toBe(0)
  })

  test('has room for Prisma, behind the same wall', async () => {
    const other = await addPortal()
    await inOneTrip([other], [addHead(other)])
    const seen = await inFewTrips(portalId, async (trips) => {
      const before = await trips.prisma((tx) => tx.feedHead.count())
      await trips.ask([addHead()])
      const after = await trips.prisma((tx) => tx.feedHead.count())
      await trips.commit([])
      return [before, after]
    })
    expect(seen).toEqual([0, 1])
    expect(await heads()).toBe(1)
  })
})
