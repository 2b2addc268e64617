import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import { useToasts } from './toast-store.ts'

type ToastPlaceProps = {
  /** Nothing more urgent is on its way. */
  readonly isIdle: boolean
}

/**
 * Where short messages appear. Mounted once on a page; the list itself is fetched with the first message, or ahead of it as
 * soon as there is time: one of them says that nothing can be fetched.
 */
export function ToastPlace({ isIdle }: ToastPlaceProps) {
  const toasts = useToasts()
  const isWanted = isIdle || toasts.length > 0
  const ToastList = useLazyPart(isWanted, async () => (await import('./toast-list.tsx')).ToastList)
  return (
    <div role="status" aria-atomic="false" className="pointer-events-none fixed inset-x-0 bottom-16 z-40 px-3">
      {ToastList === null ? null : <ToastList toasts={toasts} />}
    </div>
  )
}
