import { type Translate, useText } from '#components/frame/language-provider.tsx'
import { PencilIcon } from '#components/ui/icons.tsx'
import type { ItemChanges as Changes, Named, Stage } from '#lib/feed/feed-item.ts'
import { itemTitle } from './item-title.ts'
import { personName } from './person-name.ts'

type Change = { readonly key: string; readonly text: string }

function* changeTexts(t: Translate, { stage, assignedTo, title }: Changes): Generator<Change> {
  const none = t('feed.changed.nothing')
  const stageName = (one: Stage | null) => (one === null ? none : one.name || t('name.unknown'))
  const person = (one: Named | null) => (one === null ? none : personName(t, one))
  if (stage && (stage.from?.name || stage.to?.name)) {
    const values = { from: stageName(stage.from), to: stageName(stage.to) }
    yield { key: 'stage', text: t('feed.changed.stage', values) }
  }
  if (assignedTo) {
    const values = { from: person(assignedTo.from), to: person(assignedTo.to) }
    yield { key: 'assignedTo', text: t('feed.changed.assignedTo', values) }
  }
  if (title) yield { key: 'title', text: t('feed.changed.title', { from: itemTitle(t, title.from) }) }
}

/** What has become different about an item since it was created. */
export function ItemChanges({ changes }: { readonly changes: Changes }) {
  const texts = [...changeTexts(useText(), changes)]
  const whole = texts.map(({ text }) => text).join(' · ')
  if (whole === '') return null
  return (
    <p data-testid="row-changes" title={whole} className="flex items-center gap-1 text-xs text-muted">
      <PencilIcon className="size-3.5 shrink-0" />
      <bdi className="truncate">{whole}</bdi>
    </p>
  )
}
