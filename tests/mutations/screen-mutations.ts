// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of code
import type { Mutation } from './mutation.ts'

const row = (name: string) => ['completeness', name] as const

/** What docs/completeness.md promises of the screen, taken away. */
export const screenMutations: readonly Mutation[] = [
  {
    name: 'glance-at-the-top-reads-all',
    row: row('S2'),
    file: 'lib/feed/seen-marks.ts',
    from: 'return !hasPosition(seen.seenRows, position)',
    to: `return !(seen.seenRows ?? []).some((one) => !isAfter(position, one))`,
    tests: ['lib/feed/seen-change'],
  },
  {
    name: 'history-is-unread',
    row: row('S2'),
    file: 'lib/feed/seen-marks.ts',
    from: 'isHistory === true || ',
    to: '',
    tests: ['lib/feed/seen-change'],
  },
  {
    name: 'unread-again-is-seen-all-the-same',
    row: row('S2'),
    file: 'lib/feed/seen-change.ts',
    from: '.filter((position) => !unread.includes(position))',
    to: '',
    tests: ['lib/feed/seen-change', 'components/feed-lines'],
  },
  {
    name: 'storm-takes-in-what-others-made',
    row: row('a storm around what a person made'),
    file: 'lib/feed/feed-run.ts',
    from: 'upper.createdBy?.id === lower.createdBy?.id &&',
    to: '',
    tests: ['lib/feed/feed-run'],
  },
  {
    name: 'storm-takes-in-what-is-called-otherwise',
    row: row('a storm around what a person made'),
    file: 'lib/feed/feed-run.ts',
    from: `(upper.actor === 'automation' || hasSamePattern(upper.title, lower.title)) &&`,
    to: '',
    tests: ['lib/feed/feed-run'],
  },
  {
    name: 'page-ends-within-a-storm',
    row: row('a storm around what a person made'),
    file: 'lib/feed/feed-run.ts',
    from: 'this.#lines -= minRun - 2',
    to: 'this.#lines += 1',
    tests: ['lib/feed/feed-run'],
  },
  {
    name: 'rows-leave-unasked',
    row: row('an admin who unticks, or opens to all'),
    file: 'components/settings/draft-effects.ts',
    from: ' || unticked.some(({ itemCount }) => itemCount !== 0)',
    to: '',
    tests: ['components/watch-changes'],
  },
  {
    name: 'opened-to-all-unasked',
    row: row('an admin who unticks, or opens to all'),
    file: 'components/settings/draft-effects.ts',
    from: 'opened.length > 0 || ',
    to: '',
    tests: ['components/watch-changes'],
  },
  {
    name: 'first-connection-told-as-recovery',
    row: row('S1'),
    file: 'components/feed/stream/connection.ts',
    from: `before.state !== 'connecting' && `,
    to: '',
    tests: ['components/stream-state'],
  },
  {
    name: 'look-for-work-reads-every-watch',
    row: row('100,000 portals that have nothing to do'),
    file: 'prisma/migrations/20261130193000_schedule/migration.sql',
    from: 'create index watch_swept_idx on watch (swept_at nulls first) where paused_at is null;',
    to: '',
    tests: ['lib/jobs/idle-fleet'],
  },
]
