import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import { useToasts } from './toast-store.ts'

/** Where short messages appear. Mounted once on a page; the list itself is fetched with the first message. */
export function ToastPlace() {
  const toasts = useToasts()
  const ToastList = useLazyPart(toasts.length > 0, async () => (await import('./toast-list.tsx')).ToastList)
  return (
    <div role="status" aria-atomic="false" className="pointer-events-none fixed inset-x-0 bottom-16 z-40 px-3">
      {ToastList === null ? null : <ToastList toasts={toasts} />}
    </div>
  )
}
