import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesAny, matchesRule, type NotifiableItem, type NotifyRule } from '#lib/notify/notify-rule.ts'
import { notifySchema } from '#lib/notify/notify-schema.ts'
import { anything } from './anything.ts'

const stage = (id: string) => ({ id, name: id, color: null, semantics: null })
const claim: NotifiableItem = {
  entityTypeId: 1220,
  title: 'Nasse Kartons, Straße 5: DRINGEND',
  stage: stage('DT1220_3:NEW'),
  categoryId: 3,
  createdBy: { id: 9, name: 'Eva' },
  assignedTo: { id: 7, name: 'Max' },
  actor: 'person',
  amount: { value: '1500.5', currency: 'EUR' },
}

describe('a rule', () => {
  test.each<[string, Partial<NotifyRule>, boolean]>([
    ['without conditions', {}, true],
    ['of the type', { entityTypeId: 1220 }, true],
    ['of another type', { entityTypeId: 147 }, false],
    ['of the stage', { stageId: 'DT1220_3:NEW' }, true],
    ['of another stage', { stageId: 'DT1220_3:CLIENT' }, false],
    ['of the creator', { createdById: 9 }, true],
    ['of another creator', { createdById: 1 }, false],
    ['of the pipeline', { categoryId: 3 }, true],
    ['of another pipeline', { categoryId: 4 }, false],
    ['of the responsible', { assignedToId: 7 }, true],
    ['of another responsible', { assignedToId: 9 }, false],
    ['of what persons make', { actor: 'person' }, true],
    ['of what robots make', { actor: 'automation' }, false],
    ['up to the amount', { minAmount: 1500.5 }, true],
    ['beyond the amount', { minAmount: 1500.51 }, false],
    ['with one of the words', { words: 'eilt, dringend' }, true],
    ['with a phrase, whatever its case and accents', { words: 'STRASSE 5' }, true],
    ['with none of the words', { words: 'eilt; sofort' }, false],
    ['with commas alone', { words: ' ,; ' }, true],
    ['whose conditions do not all hold', { entityTypeId: 1220, words: 'eilt' }, false],
  ])('%s', (_, conditions, expected) => {
    expect(matchesRule(claim, { ...anything, ...conditions })).toBe(expected)
  })

  test('about amounts hears of no item without one', () => {
    expect(matchesRule({ ...claim, amount: null }, { ...anything, minAmount: 0 })).toBe(false)
  })

  test('about a stage or a creator hears of no item without one', () => {
    expect(matchesRule({ ...claim, stage: null }, { ...anything, stageId: 'x' })).toBe(false)
    expect(matchesRule({ ...claim, createdBy: null }, { ...anything, createdById: 9 })).toBe(false)
  })

  test('tells nobody of what they made themselves', () => {
    expect(matchesAny(claim, [anything], 9)).toBe(false)
    expect(matchesAny(claim, [anything], 1)).toBe(true)
    expect(matchesAny(claim, [], 1)).toBe(false)
  })

  test('tells the person whose name a robot gave to an item', () => {
    expect(matchesAny({ ...claim, actor: 'automation' }, [anything], 9)).toBe(true)
    expect(matchesAny({ ...claim, actor: 'unknown' }, [anything], 9)).toBe(false)
  })

  const rules: fc.Arbitrary<NotifyRule> = fc.record(
    {
      id: fc.constant('r'),
      entityTypeId: fc.option(fc.constantFrom(1220, 147)),
      stageId: fc.option(fc.constantFrom('A', 'B')),
      createdById: fc.option(fc.constantFrom(1, 9)),
      minAmount: fc.option(fc.nat(10)),
      words: fc.constantFrom('', 'ab', 'ab,cd', 'zz'),
      categoryId: fc.constantFrom(1, 2),
      assignedToId: fc.constantFrom(1, 9),
      actor: fc.constantFrom('person', 'automation'),
    },
    { requiredKeys: ['id', 'entityTypeId', 'stageId', 'createdById', 'minAmount', 'words'] },
  )
  const items: fc.Arbitrary<NotifiableItem> = fc.record({
    entityTypeId: fc.constantFrom(1220, 147),
    title: fc.constantFrom('AB', 'xcdx', ''),
    stage: fc.option(fc.constantFrom(stage('A'), stage('B'))),
    categoryId: fc.option(fc.constantFrom(1, 2)),
    createdBy: fc.option(fc.constantFrom({ id: 1, name: '' }, { id: 9, name: '' })),
    assignedTo: fc.option(fc.constantFrom({ id: 1, name: '' }, { id: 9, name: '' })),
    actor: fc.constantFrom('person', 'automation', 'unknown'),
    amount: fc.option(fc.nat(10).map((value) => ({ value: String(value), currency: 'USD' }))),
  })

  const conditions = [
    ...(['entityTypeId', 'stageId', 'createdById', 'minAmount', 'words'] as const),
    ...(['categoryId', 'assignedToId', 'actor'] as const),
  ]
  const only = (rule: NotifyRule, isKept: (key: string) => boolean): NotifyRule => ({
    ...anything,
    ...Object.fromEntries(Object.entries(rule).filter(([key]) => isKept(key))),
  })

  test('with a condition more never hears of more', () => {
    fc.assert(
      fc.property(items, rules, fc.constantFrom(...conditions), (item, rule, key) => {
        return (
          !matchesRule(item, rule) ||
          matchesRule(
            item,
            only(rule, (kept) => kept !== key),
          )
        )
      }),
    )
  })

  test('hears of an item exactly when each of its conditions alone does', () => {
    fc.assert(
      fc.property(items, rules, (item, rule) => {
        const alone = conditions.map((key) =>
          matchesRule(
            item,
            only(rule, (kept) => kept === key),
          ),
        )
        return matchesRule(item, rule) === alone.every(Boolean)
      }),
    )
  })
})

describe('what may be saved', () => {
  const whole = {
    ...{ toast: true, sound: false, bell: true, digest: false, language: 'de' },
    quiet: { from: '22:00', to: '07:30', zone: 'Europe/Berlin' },
    rules: [{ ...anything, words: 'eilt' }],
  }

  test('is whole settings, and nothing else', () => {
    expect(notifySchema.safeParse(whole)).toEqual({ success: true, data: whole })
    const more = { ...whole, rules: [{ ...anything, categoryId: 0, assignedToId: 7, actor: 'automation' }] }
    expect(notifySchema.safeParse(more)).toEqual({ success: true, data: more })
    const wrong = [
      { ...whole, more: 1 },
      { ...whole, quiet: { ...whole.quiet, from: '24:00' } },
      { ...whole, quiet: { ...whole.quiet, zone: 'Mars/Olympus' } },
      { ...whole, rules: [anything, anything] },
      { ...whole, rules: [{ ...anything, words: 'a\0b' }] },
      { ...whole, rules: [{ ...anything, words: '\ud800' }] },
      { ...whole, rules: [{ ...anything, words: 'x'.repeat(201) }] },
      { ...whole, rules: [{ ...anything, minAmount: -1 }] },
      { ...whole, rules: Array.from({ length: 21 }, (_, n) => ({ ...anything, id: `r${n}` })) },
      { ...whole, rules: [{ ...anything, actor: 'unknown' }] },
      { ...whole, rules: [{ ...anything, assignedToId: null }] },
      { ...whole, language: '<b>' },
    ]
    for (const each of wrong) expect([each, notifySchema.safeParse(each).success]).toEqual([each, false])
  })
})
