import { useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon, PencilIcon } from '#components/ui/icons.tsx'
import type { SavedView } from '#lib/preferences/preferences.ts'
import { NameField } from './name-field.tsx'

type ViewRowProps = {
  readonly view: SavedView
  readonly onApply: () => void
  readonly onRename: (name: string) => void
  readonly onDelete: () => void
}

const iconButton =
  'grid size-6 shrink-0 cursor-pointer place-items-center rounded-full text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100 hover:bg-hover'

export function ViewRow({ view, onApply, onRename, onDelete }: ViewRowProps) {
  const t = useText()
  const [isRenaming, setRenaming] = useState(false)
  if (isRenaming) {
    const rename = (name: string) => {
      setRenaming(false)
      onRename(name)
    }
    return <NameField label={t('views.name')} name={view.name} onName={rename} onCancel={() => setRenaming(false)} />
  }
  return (
    <div data-testid="saved-view" className="group flex items-center rounded-sm hover:bg-card">
      <button
        type="button"
        onClick={onApply}
        title={view.name}
        className="min-w-0 flex-1 cursor-pointer truncate px-2 py-1.5 text-start text-base text-strong"
      >
        <bdi>{view.name}</bdi>
      </button>
      <button
        type="button"
        aria-label={t('views.rename', { name: view.name })}
        onClick={() => setRenaming(true)}
        className={iconButton}
      >
        <PencilIcon className="size-4" />
      </button>
      <button
        type="button"
        aria-label={t('views.delete', { name: view.name })}
        onClick={onDelete}
        className={iconButton}
      >
        <CloseIcon className="size-4" />
      </button>
    </div>
  )
}
