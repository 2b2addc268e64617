import { useText } from '#components/frame/language-provider.tsx'
import { ArrowUpIcon } from '#components/ui/icons.tsx'

/** Tells a reader further down that there is more on top, and goes there. */
export function NewItemsPill({ count, onClick }: { readonly count: number; readonly onClick: () => void }) {
  const t = useText()
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-3 z-10 flex justify-center">
      {count === 0 ? null : (
        <button
          type="button"
          data-testid="new-items-pill"
          onClick={onClick}
          className="pointer-events-auto flex h-[34px] cursor-pointer items-center gap-1.5 rounded-full bg-filled ps-3 pe-4 font-medium text-on-filled shadow-popup hover:bg-filled-hover motion-safe:animate-arrive"
        >
          <ArrowUpIcon className="size-[18px]" />
          {t('feed.newItems', { count })}
        </button>
      )}
    </div>
  )
}
