import { useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { SearchField } from '#components/ui/search-field.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import { SettingsWaiting } from './settings-waiting.tsx'
import { SilentNotice } from './silent-notice.tsx'
import { useSettings } from './use-settings.ts'
import { WatchList } from './watch-list.tsx'

/** What is watched, for an admin. */
export function SettingsBoard() {
  const t = useText()
  const settings = useSettings()
  const [query, setQuery] = useState('')
  if (settings === null) return <SettingsWaiting />
  return (
    <SettingsFrame
      footer={<SaveBar settings={settings} />}
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
    </SettingsFrame>
  )
}
