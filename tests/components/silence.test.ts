import { describe, expect, test } from 'vitest'
import { bellSilence, pageSilence, type Reach, silenceOf } from '#components/notify/silence.ts'
import type { NotifyRule } from '#lib/notify/notify-rule.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { anything } from '../lib/notify/anything.ts'

const watch = (entityTypeId: number, part: Partial<Watch> = {}): Watch => ({
  ...{ entityTypeId, title: `Type ${entityTypeId}`, visibility: 'crm', paused: null },
  ...{ checkpointItemId: null, sweptAt: null, lastItemAt: null, itemCount: null },
  ...part,
})
const reach = (part: Partial<Reach> = {}): Reach => ({
  ...{ viewerId: 7, isBellGranted: true },
  watches: [watch(1220), watch(147, { visibility: 'portal' })],
  ...part,
})
const rule = (part: Partial<NotifyRule>): NotifyRule => ({ ...anything, ...part })

describe('a rule never rings', () => {
  test.each<[string, Partial<NotifyRule>, Partial<Reach>, ReturnType<typeof silenceOf>]>([
    ['not so: it asks for nothing', {}, {}, null],
    ['not so: its type is watched', { entityTypeId: 1220 }, {}, null],
    ['of a type that is not watched, or not shown to this viewer', { entityTypeId: 31 }, {}, 'type'],
    ['of a paused type', { entityTypeId: 1220 }, { watches: [watch(1220, { paused: 'type_gone' })] }, 'type'],
    ['of what the viewer makes by hand', { createdById: 7, actor: 'person' }, {}, 'own'],
    ['not so: robots make it in the viewer’s name', { createdById: 7 }, {}, null],
    ['not so: somebody else makes it', { createdById: 9, actor: 'person' }, {}, null],
  ])('%s', (_, part, where, expected) => {
    expect(silenceOf(rule(part), reach(where))).toBe(expected)
  })
})

describe('what the open page does stays silent', () => {
  test.each<[string, Partial<NotifyRule>[], Partial<Reach>, ReturnType<typeof pageSilence>]>([
    ['not where a rule may ring', [{ entityTypeId: 31 }, {}], {}, null],
    ['without rules', [], {}, 'noRules'],
    ['where no rule may ring', [{ entityTypeId: 31 }, { createdById: 7, actor: 'person' }], {}, 'rules'],
    ['while nothing is followed', [{}], { watches: [watch(1220, { paused: 'denied' })] }, 'nothingWatched'],
  ])('%s', (_, rules, where, expected) => {
    expect(pageSilence(rules.map(rule), reach(where))).toBe(expected)
  })
})

describe('the bell stays silent', () => {
  test.each<[string, Partial<NotifyRule>[], Partial<Reach>, ReturnType<typeof bellSilence>]>([
    ['not where a rule may be about an open type', [{}], {}, null],
    ['where the app may not notify', [{}], { isBellGranted: false }, 'notGranted'],
    ['where no type is open', [{}], { watches: [watch(1220)] }, 'noneOpen'],
    [
      'where the open type is paused',
      [{}],
      { watches: [watch(1220), watch(147, { visibility: 'portal', paused: 'denied' })] },
      'noneOpen',
    ],
    ['while nothing is followed', [{}], { watches: [] }, 'nothingWatched'],
    ['without rules', [], {}, 'noRules'],
    ['where no rule may ring', [{ entityTypeId: 31 }], {}, 'rules'],
    ['where the rules name closed types only', [{ entityTypeId: 1220 }, { entityTypeId: 31 }], {}, 'rulesClosed'],
    ['not where one of them names an open one', [{ entityTypeId: 1220 }, { entityTypeId: 147 }], {}, null],
  ])('%s', (_, rules, where, expected) => {
    expect(bellSilence(rules.map(rule), reach(where))).toBe(expected)
  })
})
