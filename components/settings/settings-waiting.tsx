import { useText } from '#components/frame/language-provider.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** The settings' page before its types are there. */
export function SettingsWaiting() {
  const t = useText()
  return (
    <SettingsFrame controls={<Skeleton className="h-[34px]" />}>
      <div aria-busy="true">
        <span className="sr-only" role="status">
          {t('settings.loading')}
        </span>
        {['w-1/3', 'w-1/2', 'w-2/5', 'w-1/3'].map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks never change
          <div key={index} className="flex items-center justify-between border-b border-divider px-4 py-4 sm:px-[22px]">
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-5 w-9 rounded-full" />
          </div>
        ))}
      </div>
    </SettingsFrame>
  )
}
