import { useText } from '#components/frame/language-provider.tsx'

/** Which colour stands for people and which for robots. */
export function ChartLegend() {
  const t = useText()
  return (
    <span className="flex gap-3 text-xs text-muted">
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 rounded-[3px] bg-primary" />
        {t('activity.people')}
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 rounded-[3px] bg-robot" />
        {t('activity.robots')}
      </span>
    </span>
  )
}
