import { useText } from '#components/frame/language-provider.tsx'

/** Marks an item that this viewer has not had on the screen yet. */
export function UnreadDot({ isFolded = false }: { readonly isFolded?: boolean }) {
  const label = useText()('feed.unread')
  return (
    <span
      title={label}
      className={`absolute top-[26px] size-2 rounded-full bg-primary ${isFolded ? 'start-5 sm:start-8' : 'start-1 sm:start-[7px]'}`}
    >
      <span className="sr-only">{label}</span>
    </span>
  )
}
