import { type Translate, useText } from '#components/frame/language-provider.tsx'
import { PencilIcon } from '#components/ui/icons.tsx'
import type { ItemChanges as Changes } from '#lib/feed/feed-item.ts'

type Change = { readonly key: string; readonly text: string }

function* changeTexts(t: Translate, { stage, assignedTo, title }: Changes): Generator<Change> {
  const none = t('feed.changed.nothing')
  if (stage) {
    const values = { from: stage.from?.name ?? none, to: stage.to?.name ?? none }
    yield { key: 'stage', text: t('feed.changed.stage', values) }
  }
  if (assignedTo) {
    const values = { from: assignedTo.from?.name ?? none, to: assignedTo.to?.name ?? none }
    yield { key: 'assignedTo', text: t('feed.changed.assignedTo', values) }
  }
  if (title) yield { key: 'title', text: t('feed.changed.title', { from: title.from }) }
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
