import { useText } from '#components/frame/language-provider.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'

type ItemDetailsProps = { readonly item: FeedItem; readonly typeTitle: string | null }

/** The line below a title: number, where it belongs, who made it, and whose it is where that is somebody else. */
export function ItemDetails({ item, typeTitle }: ItemDetailsProps) {
  const t = useText()
  const { createdBy, assignedTo } = item
  const isHandedOn = assignedTo !== null && assignedTo.id !== createdBy?.id
  const details = [typeTitle, item.category?.name, createdBy?.name ?? t('feed.unknownCreator')]
  return (
    <p className="truncate text-sm text-muted">
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
      {isHandedOn ? (
        <span data-testid="row-responsible" title={t('feed.responsible', { name: assignedTo.name })}>
          <span aria-hidden="true" className="inline-block px-1 rtl:-scale-x-100">
            →
          </span>
          <span className="sr-only">{t('feed.responsible', { name: '' })}</span>
          <bdi>{assignedTo.name}</bdi>
        </span>
      ) : null}
    </p>
  )
}
