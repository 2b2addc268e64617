import { useText } from '#components/frame/language-provider.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { RobotIcon } from '#components/ui/icons.tsx'
import { photoAddress } from '#lib/bitrix24/photo-address.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { personName } from './person-name.ts'

/** Who created an item: a person's photo or initials, a robot, or the person with a robot at the corner who acted for them. */
export function CreatorMark({ item, portalAddress }: { readonly item: FeedItem; readonly portalAddress: string }) {
  const t = useText()
  const told = item.createdBy?.photo
  const photo = told === undefined ? null : photoAddress(portalAddress, told)
  const name = item.createdBy === null ? null : personName(t, item.createdBy)
  const isAutomatic = item.actor === 'automation'
  const label = item.actor === 'unknown' ? null : t(`feed.actor.${item.actor}`)
  return (
    <span className="relative block size-9" title={[name, label].filter(Boolean).join(' · ') || undefined}>
      {item.createdBy === null ? (
        <span className="grid size-full place-items-center rounded-full bg-grey-soft text-body">
          {isAutomatic ? <RobotIcon className="size-5" /> : '?'}
        </span>
      ) : (
        <Avatar person={item.createdBy} photo={photo} />
      )}
      {isAutomatic && item.createdBy !== null ? (
        <span className="absolute -end-1.5 -bottom-1 grid size-5 place-items-center rounded-full border border-divider bg-card text-body">
          <RobotIcon className="size-3.5" />
        </span>
      ) : null}
      {label === null ? null : <span className="sr-only">{label}</span>}
    </span>
  )
}
