import { describe, expect, test } from 'vitest'
import { readTypeLists, typeLists } from '#lib/watches/watched-types.ts'

const asked = {
  dueAt: new Date(7),
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
    expect(typeLists({ dueAt: null, types: many }).map(({ params }) => params.filter['@id'].length)).toEqual([50, 10])
  })

  test('that have another title are renamed', () => {
    const read = readTypeLists(asked, [told([3, 1220, 'Complaints'], [5, 147, 'Visits'])], true)
    expect(read).toEqual({
      dueAt: new Date(7),
      isAnswered: true,
      renamed: [{ entityTypeId: 1220, typeId: 3, title: 'Complaints' }],
      goneEntityTypeIds: [],
    })
  })

  test('that are missing from an admin’s list are gone, from anybody else’s not', () => {
    expect(readTypeLists(asked, [told([3, 1220, 'Claims'])], true).goneEntityTypeIds).toEqual([147])
    expect(readTypeLists(asked, [told([3, 1220, 'Claims'])], false).goneEntityTypeIds).toEqual([])
  })

  test('are as they were where the portal does not list them', () => {
    expect(readTypeLists(asked, [undefined], true)).toMatchObject({
      isAnswered: false,
      renamed: [],
      goneEntityTypeIds: [],
    })
  })
})
