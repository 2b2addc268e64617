import { useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { ToastPlace } from '#components/toasts/toast-place.tsx'
import { useAskedPart } from '#components/toasts/use-asked-part.ts'
import { SearchField } from '#components/ui/search-field.tsx'
import { isHarmful } from './draft-effects.ts'
import { SaveBar } from './save-bar.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import { SettingsWaiting } from './settings-waiting.tsx'
import { SilentNotice } from './silent-notice.tsx'
import { useSettings } from './use-settings.ts'
import { WatchList } from './watch-list.tsx'

/** What is watched, for an admin. What takes something from others, or shows them more, is asked before it is saved. */
export function SettingsBoard({ owner }: { readonly owner: string }) {
  const t = useText()
  const settings = useSettings(owner)
  const [query, setQuery] = useState('')
  const [isAsking, setAsking] = useState(false)
  const SaveDialog = useAskedPart(
    isAsking,
    async () => (await import('./save-dialog.tsx')).SaveDialog,
    () => setAsking(false),
  )
  if (settings === null) return <SettingsWaiting />
  return (
    <SettingsFrame
      footer={
        <SaveBar settings={settings} onSave={isHarmful(settings.effects) ? () => setAsking(true) : settings.save} />
      }
      controls={
        <SearchField
          value={query}
          onChange={setQuery}
          label={t('settings.search')}
          clearLabel={t('settings.search.clear')}
        />
      }
    >
      {settings.isSilent ? <SilentNotice /> : null}
      {settings.problem === null ? null : (
        <div className="px-4 pb-3 sm:px-[22px]">
          <ProblemNotice problem={settings.problem} />
        </div>
      )}
      <WatchList settings={settings} query={query} />
      {SaveDialog === null ? null : (
        <SaveDialog effects={settings.effects} onSave={settings.save} onClose={() => setAsking(false)} />
      )}
      <ToastPlace isIdle={false} />
    </SettingsFrame>
  )
}
