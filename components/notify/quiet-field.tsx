import { useText } from '#components/frame/language-provider.tsx'
import type { QuietHours } from '#lib/notify/notify-rule.ts'
import { SwitchRow } from './switch-row.tsx'

type QuietFieldProps = { readonly quiet: QuietHours | null; readonly onChange: (quiet: QuietHours | null) => void }

const usual = { from: '20:00', to: '08:00' }

/** From when to when nothing may disturb, by the clock of whoever sets it. */
export function QuietField({ quiet, onChange }: QuietFieldProps) {
  const t = useText()
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()

  function set(key: 'from' | 'to', value: string): void {
    if (quiet !== null && value !== '') onChange({ ...quiet, [key]: value, zone })
  }

  return (
    <>
      <SwitchRow
        label={t('notify.quiet')}
        testId="notify-quiet"
        isOn={quiet !== null}
        onChange={(isOn) => onChange(isOn ? { ...usual, zone } : null)}
      />
      {quiet === null ? null : (
        <div className="flex flex-wrap items-center gap-2 border-b border-divider py-2.5 text-body">
          <label className="flex items-center gap-2">
            {t('notify.quiet.from')}
            <input
              type="time"
              required
              data-testid="quiet-from"
              value={quiet.from}
              onChange={(event) => set('from', event.target.value)}
              className="control w-auto"
            />
          </label>
          <label className="flex items-center gap-2">
            {t('notify.quiet.to')}
            <input
              type="time"
              required
              data-testid="quiet-to"
              value={quiet.to}
              onChange={(event) => set('to', event.target.value)}
              className="control w-auto"
            />
          </label>
          <bdi className="text-sm text-muted">{quiet.zone}</bdi>
          {quiet.from === quiet.to ? (
            <p role="status" className="w-full text-sm text-warning">
              {t('notify.quiet.never')}
            </p>
          ) : null}
        </div>
      )}
    </>
  )
}
