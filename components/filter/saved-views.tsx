import { useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { showToast } from '#components/toasts/toast-store.ts'
import { Button } from '#components/ui/button.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { SavedView } from '#lib/preferences/preferences.ts'
import { NameField } from './name-field.tsx'
import { useViews } from './use-views.ts'
import { ViewRow } from './view-row.tsx'

type SavedViewsProps = { readonly filter: FeedFilter; readonly onApply: (filter: FeedFilter) => void }

/** The viewer's named filters: take one, keep the present one, rename, forget. */
export function SavedViews({ filter, onApply }: SavedViewsProps) {
  const t = useText()
  const { views, problem, save, remove, again } = useViews()
  const [isNaming, setNaming] = useState(false)
  if (views === null && problem === null) return null

  function saveNamed(name: string): void {
    setNaming(false)
    if (views !== null) save([...views, { id: crypto.randomUUID(), name, filter }])
  }

  function forget(view: SavedView): void {
    const undo = remove(view)
    const action = { label: t('action.undo'), run: undo }
    showToast({ kind: 'info', text: t('views.deleted', { name: view.name }), action })
  }

  const retry = views === null && (
    <Button kind="outline" onClick={again}>
      {t('action.retry')}
    </Button>
  )
  const naming = isNaming ? (
    <NameField label={t('views.name')} name="" onName={saveNamed} onCancel={() => setNaming(false)} />
  ) : (
    <Button
      kind="plain"
      className="h-auto! justify-start whitespace-normal! px-2! py-1.5 text-start"
      onClick={() => setNaming(true)}
    >
      {t('views.save')}
    </Button>
  )

  return (
    <section aria-label={t('views.title')} data-testid="saved-views" className="flex min-w-0 flex-col gap-1">
      <h2 className="px-2 pb-1 text-xs font-semibold text-muted uppercase">{t('views.title')}</h2>
      {views?.map((view) => (
        <ViewRow
          key={view.id}
          view={view}
          onApply={() => onApply(view.filter)}
          onRename={(name) => save(views.map((each) => (each.id === view.id ? { ...each, name } : each)))}
          onDelete={() => forget(view)}
        />
      ))}
      {problem === null ? null : <ProblemNotice problem={problem} action={retry} />}
      {views === null ? null : naming}
    </section>
  )
}
