import { useText } from '#components/frame/language-provider.tsx'
import type { NotifySettings } from '#lib/notify/notify-rule.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { SwitchRow } from './switch-row.tsx'

type BellSwitchProps = {
  readonly settings: NotifySettings
  readonly watches: readonly Watch[]
  /** Whether the app's scope lets it notify. */
  readonly isGranted: boolean
  readonly onChange: (part: Partial<NotifySettings>) => void
}

/** Bitrix24's own bell, which rings also while the feed is closed: for types that are open to the whole portal. */
export function BellSwitch({ settings, watches, isGranted, onChange }: BellSwitchProps) {
  const t = useText()
  const open = watches.filter((watch) => watch.visibility === 'portal').map((watch) => watch.title)

  function hint(): string {
    if (!isGranted) return t('notify.bell.notGranted')
    if (open.length === 0) return t('notify.bell.noneOpen')
    return t('notify.bell.hint', { types: open.join(', ') })
  }

  return (
    <>
      <SwitchRow
        label={t('notify.bell')}
        hint={hint()}
        testId="notify-bell"
        isOn={settings.bell}
        isDisabled={!isGranted}
        onChange={(isOn) => onChange({ bell: isOn })}
      />
      {settings.bell ? (
        <SwitchRow
          label={t('notify.digest')}
          testId="notify-digest"
          isOn={settings.digest}
          onChange={(isOn) => onChange({ digest: isOn })}
        />
      ) : null}
    </>
  )
}
