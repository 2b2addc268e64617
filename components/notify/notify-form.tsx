import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { Button } from '#components/ui/button.tsx'
import { SpinnerIcon } from '#components/ui/icons.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { BellSwitch } from './bell-switch.tsx'
import { playSound } from './play-sound.ts'
import { QuietField } from './quiet-field.tsx'
import { RuleForm } from './rule-form.tsx'
import { pageSilence } from './silence.ts'
import { suggestedSettings } from './suggested-settings.ts'
import { SwitchRow } from './switch-row.tsx'
import { useDraft } from './use-draft.ts'

const MAX_RULES = 20

export type NotifyFormProps = {
  readonly known: NotifySettings
  readonly session: FrameSession
  readonly watches: readonly Watch[]
  /** Whose people one may choose before the portal has told of others. */
  readonly items: readonly FeedItem[]
  readonly onClose: () => void
}

/** The rules and switches that are known, to be changed and saved. */
export function NotifyForm({ known, session, watches, items, onClose }: NotifyFormProps) {
  const t = useText()
  const { userId, language } = session.viewer
  const reach = { viewerId: userId, watches, isBellGranted: session.abilities?.bell === true }
  const isFirst = known === silentSettings
  const draft = useDraft(isFirst ? suggestedSettings(reach) : known, language, onClose)
  const { settings, change } = draft
  const { toast, sound, rules } = settings
  const silence = pageSilence(rules, reach)
  const silent = silence === null ? null : t(`notify.silent.${silence}`)

  function setSound(isOn: boolean): void {
    change({ sound: isOn })
    // The gesture also tells the browser that this page may sound.
    if (isOn) playSound().catch(() => undefined)
  }

  return (
    <>
      {isFirst ? (
        <p data-testid="notify-suggestion" className="rounded-md bg-tint px-3 py-2.5 text-body">
          {t('notify.suggestion')}
        </p>
      ) : null}
      <div>
        <SwitchRow
          label={t('notify.toast')}
          hint={t('notify.toast.hint')}
          silence={silent}
          testId="notify-toast"
          isOn={toast}
          onChange={(isOn) => change({ toast: isOn })}
        />
        <SwitchRow
          label={t('notify.sound')}
          hint={t('notify.toast.hint')}
          silence={silent}
          testId="notify-sound"
          isOn={sound}
          onChange={setSound}
        />
        <BellSwitch settings={settings} reach={reach} onChange={change} />
        <QuietField quiet={settings.quiet} onChange={(quiet) => change({ quiet })} />
      </div>
      <section aria-label={t('notify.rules')} className="grid gap-3">
        <h3 className="font-medium text-strong">{t('notify.rules')}</h3>
        <p className="text-sm text-muted">{t(rules.length === 0 ? 'notify.rules.none' : 'notify.rules.hint')}</p>
        {rules.map((rule, index) => (
          <RuleForm
            key={rule.id}
            rule={rule}
            number={index + 1}
            items={items}
            reach={reach}
            isBellOn={settings.bell}
            onChange={draft.changeRule}
            onRemove={() => draft.removeRule(rule.id)}
          />
        ))}
        <div>
          <Button kind="outline" data-testid="add-rule" disabled={rules.length >= MAX_RULES} onClick={draft.addRule}>
            {t('notify.rule.add')}
          </Button>
        </div>
      </section>
      {draft.problem === null ? null : <ProblemNotice problem={draft.problem} />}
      {/* Always in sight, however many rules there are; the padding of the dialog is below it at the end. */}
      <footer className="sticky -bottom-6 z-10 -mx-6 -mb-6 flex flex-wrap items-center gap-2 bg-card px-6 py-3.5 shadow-footer">
        <Button data-testid="save-notify" disabled={draft.isSaving} onClick={draft.save}>
          {draft.isSaving ? <SpinnerIcon className="size-[18px]" /> : null}
          {t('settings.save')}
        </Button>
        <Button
          kind="plain"
          onClick={() => {
            draft.discard()
            onClose()
          }}
        >
          {t('settings.cancel')}
        </Button>
        {draft.isChanged ? (
          <span role="status" data-testid="notify-unsaved" className="text-sm text-muted">
            {t('settings.unsaved')}
          </span>
        ) : null}
      </footer>
    </>
  )
}
