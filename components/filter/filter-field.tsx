import { type KeyboardEvent, type Ref, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon, FunnelIcon, SearchIcon } from '#components/ui/icons.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'

const TYPING_MS = 350

type FilterFieldProps = {
  readonly filter: FeedFilter
  readonly conditions: number
  readonly isOpen: boolean
  readonly input: Ref<HTMLInputElement>
  readonly onChange: (filter: FeedFilter) => void
  readonly onOpen: (isOpen: boolean) => void
}

function withWords(filter: FeedFilter, words: string): FeedFilter {
  const { q: _, ...rest } = filter
  const q = words.trim().slice(0, 200)
  return q === '' ? rest : { ...rest, q }
}

/** Bitrix24's filter in one line: words to search for, and behind the funnel everything else. */
export function FilterField({ filter, conditions, isOpen, input, onChange, onOpen }: FilterFieldProps) {
  const t = useText()
  const asked = filter.q ?? ''
  const [words, setWords] = useState(asked)
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The filter may have become another one since the key was pressed: another tab's, say.
  const find = useEffectEvent((typed: string) => onChange(withWords(filter, typed)))

  useEffect(() => {
    setWords((typed) => (typed.trim() === asked ? typed : asked))
    return () => clearTimeout(typing.current)
  }, [asked])

  function search(typed: string, delayMs: number): void {
    setWords(typed)
    clearTimeout(typing.current)
    if (typed.trim() === asked) return
    typing.current = setTimeout(() => find(typed), delayMs)
  }

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') search(words, 0)
    if (event.key !== 'Escape') return
    event.preventDefault()
    if (words === '') event.currentTarget.blur()
    else search('', 0)
  }

  return (
    <div className="flex h-[34px] items-center rounded-control border-[1.5px] border-stroke bg-card focus-within:border-primary">
      <SearchIcon className="ms-2.5 size-[18px] shrink-0 text-muted" />
      <input
        ref={input}
        type="search"
        value={words}
        placeholder={t('filter.search')}
        aria-label={t('filter.search')}
        data-testid="feed-search"
        onChange={(event) => search(event.target.value, TYPING_MS)}
        onKeyDown={press}
        className="h-full min-w-0 flex-1 bg-transparent px-2 text-lg text-strong outline-none placeholder:text-muted"
      />
      {words === '' ? null : (
        <button
          type="button"
          aria-label={t('filter.search.clear')}
          onClick={() => search('', 0)}
          className="grid size-6 shrink-0 cursor-pointer place-items-center rounded-full text-muted hover:bg-hover"
        >
          <CloseIcon className="size-4" />
        </button>
      )}
      <button
        type="button"
        data-testid="open-filter"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={conditions === 0 ? t('filter.open') : t('filter.open.count', { count: conditions })}
        title={t('filter.open')}
        onClick={() => onOpen(!isOpen)}
        className="relative mx-0.5 grid size-7 shrink-0 cursor-pointer place-items-center rounded-sm text-body hover:bg-hover aria-expanded:bg-tint aria-expanded:text-link"
      >
        <FunnelIcon className="size-[18px]" />
        {conditions === 0 ? null : <span className="absolute end-0.5 top-0.5 size-2 rounded-full bg-primary" />}
      </button>
    </div>
  )
}
