import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { NotifyForm, type NotifyFormProps } from './notify-form.tsx'
import { useNotifySettings } from './settings-store.ts'

/** Of which new items a viewer wants to hear, how, and when not. */
export function NotifyPanel(props: Omit<NotifyFormProps, 'known'>) {
  const t = useText()
  const { settings, problem, again } = useNotifySettings()
  return (
    <Dialog title={t('notify.title')} closeLabel={t('action.close')} onClose={props.onClose}>
      <div data-testid="notify-panel" aria-busy={settings === null} className="mt-2 grid gap-4">
        {/* Nothing can be changed, let alone saved, before it is known what would be overwritten. */}
        {settings === null ? (
          <>
            {problem === null ? null : (
              <ProblemNotice
                problem={problem}
                action={
                  <Button kind="outline" onClick={again}>
                    {t('action.retry')}
                  </Button>
                }
              />
            )}
            <Skeleton className="h-72" />
          </>
        ) : (
          <NotifyForm known={settings} {...props} />
        )}
      </div>
    </Dialog>
  )
}
