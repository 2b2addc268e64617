import { useText } from '#components/frame/language-provider.tsx'

/** New items come late on this portal, and why. */
export function SilentNotice() {
  const t = useText()
  return (
    <p
      role="status"
      data-testid="silent-notice"
      className="mx-4 mb-3 rounded-md bg-warning-soft px-4 py-2.5 text-warning sm:mx-[22px]"
    >
      {t('settings.silent')}
    </p>
  )
}
