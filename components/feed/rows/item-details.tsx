import { useText } from '#components/frame/language-provider.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { personName } from './person-name.ts'

type ItemDetailsProps = { readonly item: FeedItem; readonly typeTitle: string | null }

/** The line below a title: number, where it belongs, who made it, and whose it is where that is somebody else. */
export function ItemDetails({ item, typeTitle }: ItemDetailsProps) {
  const t = useText()
  const { createdBy, assignedTo } = item
  const isHandedOn = assignedTo !== null && assignedTo.id !== createdBy?.id
  const creator = createdBy === null ? t('feed.unknownCreator') : personName(t, createdBy)
  const details = [typeTitle, item.category?.name, creator]
  const responsible = isHandedOn ? personName(t, assignedTo) : null
  return (
    <p className="min-w-0 text-sm text-muted max-sm:line-clamp-2 sm:truncate">
      <span className="tabular-nums">{t('feed.number', { id: String(item.itemId) })}</span>
      {details.map((detail, index) =>
        detail ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: three fixed places
          <span key={index}>
            {' · '}
            <bdi>{detail}</bdi>
          </span>
        ) : null,
      )}
      {responsible === null ? null : (
        <span data-testid="row-responsible" title={t('feed.responsible', { name: responsible })}>
          <span aria-hidden="true" className="inline-block px-1 rtl:-scale-x-100">
            →
          </span>
          <span className="sr-only">{t('feed.responsible', { name: '' })}</span>
          <bdi>{responsible}</bdi>
        </span>
      )}
    </p>
  )
}
