import { describe, expect, test } from 'vitest'
import { readTypeLists, typeLists } from '#lib/watches/watched-types.ts'

const asked = {
  ...{ dueAt: new Date(7), isDue: true },
  types: [
    { entityTypeId: 1220, typeId: 3, title: 'Claims' },
    { entityTypeId: 147, typeId: 5, title: 'Visits' },
  ],
}
const told = (...types: [id: number, entityTypeId: number, title: string][]) => ({
  types: types.map(([id, entityTypeId, title]) => ({ id, entityTypeId, title })),
})

describe('D12: the watched types', () => {
  test('are asked for by lists of 50', () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ entityTypeId: n, typeId: n + 1, title: '' }))
    expect(typeLists({ ...asked, types: many }).map(({ params }) => params.filter['@entityTypeId'].length)).toEqual([
      50, 10,
    ])
  })

  test('that are what they were have the title that they have now', () => {
    const read = readTypeLists(asked, [told([3, 1220, 'Complaints'], [5, 147, 'Visits'])], true)
    expect(read).toMatchObject({
      ...{ dueAt: new Date(7), isDue: true, isAnswered: true, isOfAdmin: true, renewed: [], goneEntityTypeIds: [] },
      present: [
        { entityTypeId: 1220, typeId: 3, title: 'Complaints', madeAt: null },
        { entityTypeId: 147, typeId: 5, title: 'Visits', madeAt: null },
      ],
    })
  })

  test('that are missing from an admin’s list are gone, from anybody else’s not', () => {
    expect(readTypeLists(asked, [told([3, 1220, 'Claims'])], true).goneEntityTypeIds).toEqual([147])
    expect(readTypeLists(asked, [told([3, 1220, 'Claims'])], false).goneEntityTypeIds).toEqual([])
  })

  test('are as they were where the portal does not list them', () => {
    expect(readTypeLists(asked, [undefined], true)).toMatchObject({
      ...{ isAnswered: false, present: [], renewed: [], goneEntityTypeIds: [] },
    })
  })

  test('T7: that have another primary key were made anew, also under the same title', () => {
    const createdTime = '2026-11-29T12:00:00+03:00'
    const answer = {
      types: [{ id: 9, entityTypeId: 1220, title: 'Claims', createdTime }, ...told([5, 147, 'Visits']).types],
    }
    expect(readTypeLists(asked, [answer], true)).toMatchObject({
      present: [{ entityTypeId: 147 }],
      renewed: [{ entityTypeId: 1220, typeId: 9, formerTypeId: 3, title: 'Claims', madeAt: new Date(createdTime) }],
      goneEntityTypeIds: [],
    })
  })

  test('T7: whose primary key was never told get it, and where such a one is not listed that says nothing', () => {
    const types = asked.types.map((type) => ({ ...type, typeId: null }))
    expect(readTypeLists({ ...asked, types }, [told([3, 1220, 'Claims'])], true)).toMatchObject({
      ...{ present: [{ entityTypeId: 1220, typeId: 3 }], renewed: [], goneEntityTypeIds: [] },
    })
  })

  test('that are not in a list of which a row cannot be read may be that row: none is gone', () => {
    const claims = { id: 3, entityTypeId: 1220, title: 'Claims' }
    for (const odd of [null, { id: 5, entityTypeId: 'x', title: 'Visits' }]) {
      const read = readTypeLists(asked, [{ types: [claims, odd] }], true)
      expect(read).toMatchObject({ isAnswered: true, present: [{ entityTypeId: 1220 }], goneEntityTypeIds: [] })
    }
    expect(readTypeLists(asked, [[]], true)).toMatchObject({ isAnswered: true, goneEntityTypeIds: [] })
  })

  test('whose primary key cannot be read are neither gone nor made anew', () => {
    const read = readTypeLists(asked, [{ types: [{ id: null, entityTypeId: 1220, title: 'Claims' }] }], true)
    expect(read).toMatchObject({ present: [], renewed: [], goneEntityTypeIds: [147] })
  })

  test('that have no title are types all the same, also with ids as strings and in an object', () => {
    for (const title of [null, false, undefined, '', '  ']) {
      const read = readTypeLists(asked, [{ types: { 1: { id: '3', entityTypeId: '1220', title } } }], false)
      expect(read.present).toMatchObject([{ entityTypeId: 1220, typeId: 3, title: '' }])
    }
  })

  test.each([
    ['Y', true],
    ['N', false],
    [undefined, null],
    ['maybe', null],
  ])('that say %s of pipelines have them or not, or have not said', (isCategoriesEnabled, hasCategories) => {
    const answer = { types: [{ id: 3, entityTypeId: 1220, title: 'Claims', isCategoriesEnabled }] }
    expect(readTypeLists(asked, [answer], true).present).toMatchObject([{ hasCategories }])
  })

  test('that say no sensible moment of their making are types all the same', () => {
    for (const createdTime of ['', 'soon', '9999-99-99', '+275760-09-13T00:00:00.000Z', {}, null]) {
      const answer = { types: [{ id: 3, entityTypeId: 1220, title: 'Claims', createdTime }] }
      expect(readTypeLists(asked, [answer], true).present).toMatchObject([{ entityTypeId: 1220, madeAt: null }])
    }
  })
})
