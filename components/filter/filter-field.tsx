import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon, FunnelIcon, SearchIcon } from '#components/ui/icons.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'

const TYPING_MS = 350

/** How the panel is opened: from the field one goes on typing there; by its button, or with the arrow, one goes into it. */
export type Opener = 'field' | 'keys'

type FilterFieldProps = {
  readonly field: Ref<HTMLDivElement>
  readonly filter: FeedFilter
  readonly conditions: number
  readonly chips: ReactNode
  readonly isOpen: boolean
  readonly input: Ref<HTMLInputElement>
  readonly onChange: (filter: FeedFilter) => void
  /** Null closes it. */
  readonly onOpen: (opener: Opener | null) => void
}

function withWords(filter: FeedFilter, words: string): FeedFilter {
  const { q: _, ...rest } = filter
  const q = words.trim().slice(0, 200)
  return q === '' ? rest : { ...rest, q }
}

/** Bitrix24's filter in one field: what was chosen, as chips, and words to search for; a click into it opens everything else below. */
export function FilterField({ field, filter, conditions, chips, isOpen, input, onChange, onOpen }: FilterFieldProps) {
  const t = useText()
  const asked = filter.q ?? ''
  const [words, setWords] = useState(asked)
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const hasConditions = conditions > 0
  // The filter may have become another one since the key was pressed: another tab's, say.
  const find = useEffectEvent((typed: string) => onChange(withWords(filter, typed)))

  useEffect(() => {
    setWords((typed) => (typed.trim() === asked ? typed : asked))
    return () => clearTimeout(typing.current)
  }, [asked])

  function search(typed: string, delayMs: number): void {
    setWords(typed)
    // What is found shows below.
    onOpen(null)
    clearTimeout(typing.current)
    if (typed.trim() === asked) return
    typing.current = setTimeout(() => find(typed), delayMs)
  }

  function clear(): void {
    search('', 0)
    clearTimeout(typing.current)
    onChange(filter.entityTypeId === undefined ? {} : { entityTypeId: filter.entityTypeId })
  }

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') search(words, 0)
    if (event.key === 'ArrowDown') onOpen('keys')
    if (event.key !== 'Escape') return
    event.preventDefault()
    if (isOpen) onOpen(null)
    else if (words === '') event.currentTarget.blur()
    else search('', 0)
  }

  function click({ target, currentTarget }: MouseEvent<HTMLDivElement>): void {
    if (!(target instanceof Element) || target.closest('button') !== null) return
    currentTarget.querySelector('input')?.focus()
    if (!isOpen) onOpen('field')
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the input inside takes the keys
    <div
      ref={field}
      data-testid="filter-field"
      onClick={click}
      className="flex min-h-[34px] cursor-text items-start rounded-control border-[1.5px] border-stroke bg-card focus-within:border-primary"
    >
      <SearchIcon className="ms-2.5 mt-[6.5px] size-[18px] shrink-0 text-muted" />
      <div className="relative flex max-h-24 min-w-0 flex-1 flex-wrap items-center gap-1 overflow-y-auto px-2 py-[3.5px]">
        {chips}
        <input
          ref={input}
          type="search"
          value={words}
          placeholder={hasConditions ? '' : t('filter.search')}
          aria-label={t('filter.search')}
          data-testid="feed-search"
          onChange={(event) => search(event.target.value, TYPING_MS)}
          onKeyDown={press}
          className="h-6 min-w-14 flex-1 bg-transparent text-lg text-strong outline-none placeholder:text-muted"
        />
      </div>
      {words === '' && !hasConditions ? null : (
        <button
          type="button"
          data-testid="clear-filter"
          aria-label={t(hasConditions ? 'filter.clear' : 'filter.search.clear')}
          title={t(hasConditions ? 'filter.clear' : 'filter.search.clear')}
          onClick={clear}
          className="mt-[3.5px] grid size-6 shrink-0 cursor-pointer place-items-center rounded-full text-muted hover:bg-hover"
        >
          <CloseIcon className="size-4" />
        </button>
      )}
      <button
        type="button"
        data-testid="open-filter"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={hasConditions ? t('filter.open.count', { count: conditions }) : t('filter.open')}
        title={t('filter.open')}
        onClick={() => onOpen(isOpen ? null : 'keys')}
        className="mx-0.5 mt-[1.5px] grid size-7 shrink-0 cursor-pointer place-items-center rounded-sm text-body hover:bg-hover aria-expanded:bg-tint aria-expanded:text-link"
      >
        <FunnelIcon className="size-[18px]" />
      </button>
    </div>
  )
}
