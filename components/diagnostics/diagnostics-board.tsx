import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { Button } from '#components/ui/button.tsx'
import { CallsCard } from './calls-card.tsx'
import { DiagnosticsFrame } from './diagnostics-frame.tsx'
import { DiagnosticsWaiting } from './diagnostics-waiting.tsx'
import { EventsCard } from './events-card.tsx'
import { InstallationCard } from './installation-card.tsx'
import { ItemCard } from './item-card.tsx'
import { QueueCard } from './queue-card.tsx'
import { StepsNotice } from './steps-notice.tsx'
import { useDiagnostics } from './use-diagnostics.ts'

/** How the app stands on this portal, for an admin: states, what to do, and why an item is in the feed or not. */
export function DiagnosticsBoard() {
  const t = useText()
  const model = useDiagnostics()
  const { report, isBusy, problem, replayed } = model
  const retry = (
    <Button kind="outline" disabled={isBusy} onClick={() => model.check()}>
      {t('diagnostics.check')}
    </Button>
  )
  if (report === null && problem !== null) {
    return (
      <DiagnosticsFrame>
        <ProblemNotice problem={problem} action={retry} />
      </DiagnosticsFrame>
    )
  }
  if (report === null) return <DiagnosticsWaiting />
  return (
    <DiagnosticsFrame controls={retry}>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <StepsNotice steps={report.steps} />
      <p role="status" className="text-success empty:hidden">
        {replayed === null ? null : t('diagnostics.replayed', { count: replayed })}
      </p>
      <ItemCard model={model} />
      <div className="grid items-start gap-3 sm:gap-4 md:grid-cols-2">
        <InstallationCard report={report} />
        <EventsCard report={report} isBusy={isBusy} onBind={model.bind} />
        <QueueCard report={report} isBusy={isBusy} onReplay={() => model.replay()} />
        <CallsCard report={report} />
      </div>
    </DiagnosticsFrame>
  )
}
