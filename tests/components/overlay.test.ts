import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { graceMs, isSpent, type Overlay, showItem, unspent } from '#components/feed/actions/overlay.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { feedItem } from './feed-item-factory.ts'

const stage = (id: string): FeedItem['stage'] => ({ id, name: id, color: null, semantics: null })
const at = (revision: string, stageId: string) => ({ ...feedItem(1), revision, stage: stage(stageId) })
const moving: Overlay = { id: 'k', change: { stage: stage('B') }, baseRevision: '5', doneAtMs: null }
const moved: Overlay = { ...moving, doneAtMs: 1_000 }

describe('what a viewer did, before the feed says so', () => {
  test('shows at once and while it is under way, whatever else changes meanwhile', () => {
    expect(showItem(at('5', 'A'), [moving], 0).stage?.id).toBe('B')
    expect(showItem(at('9', 'A'), [moving], 1e9).stage?.id).toBe('B')
  })

  test('does not flicker: a revision that was read before the action does not undo it', () => {
    expect(showItem(at('6', 'A'), [moved], 1_000).stage?.id).toBe('B')
    expect(showItem(at('6', 'A'), [moved], 1_000 + graceMs - 1).stage?.id).toBe('B')
  })

  test('gives way to the feed once it has caught up, or knows better after a while', () => {
    expect(isSpent(at('6', 'B'), moved, 1_000)).toBe(true)
    expect(isSpent(at('6', 'C'), moved, 1_000)).toBe(false)
    expect(showItem(at('6', 'C'), [moved], 1_000 + graceMs).stage?.id).toBe('C')
  })

  test('stays for as long as the feed has heard nothing: the CRM has confirmed it', () => {
    expect(showItem(at('5', 'A'), [moved], 1e12).stage?.id).toBe('B')
  })

  test('several actions on one item are shown together', () => {
    const taken: Overlay = { ...moving, id: 'l', change: { assignedTo: { id: 7, name: 'Mark' } } }
    expect(showItem(at('5', 'A'), [moved, taken], 0)).toMatchObject({ stage: { id: 'B' }, assignedTo: { id: 7 } })
  })

  test('once the feed has caught up, or the while is over, the screen is what the feed says, for good', () => {
    const revisions = fc.array(fc.record({ id: fc.constantFrom('A', 'B', 'C'), afterMs: fc.nat(3_000) }))
    fc.assert(
      fc.property(revisions, (drawn) => {
        let overlays: readonly Overlay[] = [moved]
        let nowMs = 1_000
        let hasCaughtUp = false
        for (const [index, { id, afterMs }] of drawn.entries()) {
          nowMs += afterMs
          const item = at(String(6 + index), id)
          hasCaughtUp ||= id === 'B' || nowMs >= 1_000 + graceMs
          overlays = unspent(item, overlays, nowMs)
          if (showItem(item, overlays, nowMs).stage?.id !== (hasCaughtUp ? id : 'B')) return false
        }
        return true
      }),
    )
  })
})
