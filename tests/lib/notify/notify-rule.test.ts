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
  createdBy: { id: 9, name: 'Eva' },
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

  const rules: fc.Arbitrary<NotifyRule> = fc.record({
    id: fc.constant('r'),
    entityTypeId: fc.option(fc.constantFrom(1220, 147)),
    stageId: fc.option(fc.constantFrom('A', 'B')),
    createdById: fc.option(fc.constantFrom(1, 9)),
    minAmount: fc.option(fc.nat(10)),
    words: fc.constantFrom('', 'ab', 'ab,cd', 'zz'),
  })
  const items: fc.Arbitrary<NotifiableItem> = fc.record({
    entityTypeId: fc.constantFrom(1220, 147),
    title: fc.constantFrom('AB', 'xcdx', ''),
    stage: fc.option(fc.constantFrom(stage('A'), stage('B'))),
    createdBy: fc.option(fc.constantFrom({ id: 1, name: '' }, { id: 9, name: '' })),
    amount: fc.option(fc.nat(10).map((value) => ({ value: String(value), currency: 'USD' }))),
  })

  test('with a condition more never hears of more', () => {
    const keys = ['entityTypeId', 'stageId', 'createdById', 'minAmount'] as const
    fc.assert(
      fc.property(items, rules, fc.constantFrom(...keys), (item, rule, key) => {
        return !matchesRule(item, rule) || matchesRule(item, { ...rule, [key]: null })
      }),
    )
  })

  test('hears of an item exactly when each of its conditions alone does', () => {
    fc.assert(
      fc.property(items, rules, (item, rule) => {
        const alone = (['entityTypeId', 'stageId', 'createdById', 'minAmount', 'words'] as const).map((key) =>
          matchesRule(item, { ...anything, [key]: rule[key] }),
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
      { ...whole, language: '<b>' },
    ]
    for (const each of wrong) expect([each, notifySchema.safeParse(each).success]).toEqual([each, false])
  })
})
