import { useText } from '#components/frame/language-provider.tsx'
import type { NotifyRule } from '#lib/notify/notify-rule.ts'
import { isHeardByBell, type Reach, silenceOf } from './silence.ts'

type RuleSilentProps = { readonly rule: NotifyRule; readonly reach: Reach; readonly isBellOn: boolean }

/** Why nothing comes of a rule, or how much less than one might think. */
export function RuleSilent({ rule, reach, isBellOn }: RuleSilentProps) {
  const t = useText()
  const silence = silenceOf(rule, reach)

  function words(): string | null {
    if (silence !== null) return t(`notify.rule.silent.${silence}`)
    if (isBellOn && !isHeardByBell(rule, reach)) return t('notify.rule.silent.bell')
    return rule.createdById === reach.viewerId && rule.actor === undefined ? t('notify.rule.robotsOnly') : null
  }

  const text = words()
  return text === null ? null : (
    <p
      role="status"
      data-testid="rule-silent"
      className={`text-sm ${silence === null ? 'text-muted' : 'text-warning'}`}
    >
      {text}
    </p>
  )
}
