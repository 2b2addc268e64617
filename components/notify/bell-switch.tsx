import { useText } from '#components/frame/language-provider.tsx'
import type { NotifySettings } from '#lib/notify/notify-rule.ts'
import { bellSilence, openTitles, type Reach } from './silence.ts'
import { SwitchRow } from './switch-row.tsx'

type BellSwitchProps = {
  readonly settings: NotifySettings
  readonly reach: Reach
  readonly onChange: (part: Partial<NotifySettings>) => void
}

/** Bitrix24's own bell, which rings also while the feed is closed: for types that are open to the whole portal. */
export function BellSwitch({ settings, reach, onChange }: BellSwitchProps) {
  const t = useText()
  const silence = bellSilence(settings.rules, reach)
  return (
    <>
      <SwitchRow
        label={t('notify.bell')}
        hint={t('notify.bell.hint', { types: openTitles(reach).join(', ') })}
        silence={silence === null ? null : t(`notify.silent.${silence}`)}
        testId="notify-bell"
        isOn={settings.bell}
        onChange={(isOn) => onChange({ bell: isOn })}
      />
      {settings.bell && silence === null ? (
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
