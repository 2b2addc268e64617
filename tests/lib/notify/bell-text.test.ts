import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadMessages } from '#lib/language/load-messages.ts'
import { translate } from '#lib/language/translate.ts'
import { bellTag, bellText, type RungItem } from '#lib/notify/bell-text.ts'

const english = await loadMessages('en')
const t: Parameters<typeof bellText>[0] = (key, values) => translate(english, 'en', key, values)
const origin = 'https://portal.example'

function item(changes: Partial<RungItem> = {}): RungItem {
  return { entityTypeId: 1220, itemId: 22, title: 'Wet cartons', type: 'Claims', ...changes }
}

describe('the bell', () => {
  test('speaks of one item by its title, with a link to its card', () => {
    expect(bellText(t, origin, [item()])).toBe(
      '[URL=https://portal.example/crm/type/1220/details/22/]Claims: Wet cartons[/URL]',
    )
    expect(bellText(t, origin, [item({ title: '  ' })])).toContain('Claims: #22')
  })

  test('speaks of several by their numbers, without a title, with links to the lists', () => {
    const several = [item(), item({ itemId: 24 }), item({ entityTypeId: 31, type: 'Invoices', title: 'Secret' })]
    const list = (entityTypeId: number) => `[URL=${origin}/crm/type/${entityTypeId}/list/category/0/]`
    expect(bellText(t, origin, several)).toBe(
      `3 new items in the feed. ${list(1220)}Claims: 2[/URL], ${list(31)}Invoices: 1[/URL]`,
    )
  })

  test('H12: whatever a title or a type is called, the only markup is the link to the card', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (title, type) => {
        const text = bellText(t, origin, [item({ title: `[URL=x]${title}`, type: `$result[a]${type}` })])
        const inner = text.slice('[URL=https://portal.example/crm/type/1220/details/22/]'.length, -'[/URL]'.length)
        return text.startsWith('[URL=https://portal.example/') && !/[[\]\n]/.test(inner)
      }),
    )
    fc.assert(
      fc.property(fc.string(), (type) => {
        const text = bellText(t, origin, [item({ type: `[URL=x]${type}` }), item({ itemId: 24 })])
        return text.match(/\[/g)?.length === 2 && text.includes(`[URL=${origin}/crm/type/1220/list/category/0/]`)
      }),
    )
    expect(bellText(t, origin, [item({ title: 'x'.repeat(10_000) })]).length).toBeLessThan(400)
  })

  test('has one tag for the same items of the same viewer, and another for anything else', () => {
    const tag = bellTag(7, [item()])
    expect(bellTag(7, [item({ title: 'Changed' })])).toBe(tag)
    for (const other of [bellTag(9, [item()]), bellTag(7, [item({ itemId: 24 })]), bellTag(7, [item(), item()])])
      expect(other).not.toBe(tag)
  })
})
