import { describe, expect, test } from 'vitest'
import { nameless, neededKeys } from '#lib/directory/directory-entry.ts'
import { isFinal, planQuestions } from '#lib/directory/directory-questions.ts'

const item = { entityTypeId: 1220, createdById: 5, assignedById: 6, categoryId: 3, stageId: 'DT1220_3:NEW' }

describe('names', () => {
  test('are asked for with one command per kind and type, and each command knows what it was asked for', () => {
    const questions = planQuestions([item, item], neededKeys([item]))
    expect([...questions].map(([key, { command, about }]) => [key, command(0).method, about])).toEqual([
      [
        'u0',
        'user.get',
        [
          { kind: 'USER', key: '5' },
          { kind: 'USER', key: '6' },
        ],
      ],
      ['c1220', 'crm.category.list', [{ kind: 'CATEGORY', key: '1220:3' }]],
      ['sDYNAMIC_1220_STAGE_3', 'crm.status.list', [{ kind: 'STAGE', key: 'DT1220_3:NEW' }]],
    ])
  })

  test('that are not told are none: no number passes for one', () => {
    expect(neededKeys([item]).map((key) => nameless(key).name)).toEqual(['', '', '', ''])
  })

  test('are given up where asking again would not help, and only there', () => {
    expect(isFinal({ kind: 'not_found', code: 'ENTITY_TYPE_NOT_SUPPORTED' })).toBe(true)
    expect(isFinal({ kind: 'other', code: 'INTERNAL_SERVER_ERROR' })).toBe(false)
    expect(isFinal(undefined)).toBe(false)
  })
})
