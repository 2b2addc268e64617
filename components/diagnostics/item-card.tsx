import { type FormEvent, useState } from 'react'
import { personName } from '#components/feed/rows/person-name.ts'
import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Named } from '#lib/feed/feed-item.ts'
import { Card } from './card.tsx'
import { ItemExplanation } from './item-explanation.tsx'
import { readItem } from './item-question.ts'
import { PersonField } from './person-field.tsx'
import { PersonVerdict } from './person-verdict.tsx'
import { useChoices } from './use-choices.ts'
import type { DiagnosticsModel } from './use-diagnostics.ts'

/** Asks why one item is in the feed or not, and who sees it: its type, its number, a person, and the answers below. */
export function ItemCard({ model }: { readonly model: DiagnosticsModel }) {
  const t = useText()
  const choices = useChoices()
  const { asked } = model
  const [entityTypeId, setEntityTypeId] = useState(String(asked?.entityTypeId ?? ''))
  const [itemId, setItemId] = useState(String(asked?.itemId ?? ''))
  const [person, setPerson] = useState<Named | null>(asked?.person ?? null)
  const [isWrong, setWrong] = useState(false)
  const item = model.report?.item ?? null

  function ask(event: FormEvent): void {
    event.preventDefault()
    const chosen = entityTypeId === '' ? choices?.[0]?.entityTypeId : Number(entityTypeId)
    const named = readItem(itemId)
    const type = named?.entityTypeId ?? chosen
    setWrong(named === null)
    if (named === null || type === undefined) return
    setEntityTypeId(String(type))
    setItemId(String(named.itemId))
    model.check({ entityTypeId: type, itemId: named.itemId, ...(person && { person }) })
  }

  return (
    <Card title={t('diagnostics.item')}>
      <form onSubmit={ask} noValidate className="flex flex-wrap items-end gap-3">
        <div className="min-w-48 flex-1">
          <Select
            label={t('diagnostics.item.type')}
            data-testid="item-type"
            value={entityTypeId}
            onChange={(event) => setEntityTypeId(event.target.value)}
          >
            {choices?.map((choice) => (
              <option key={choice.entityTypeId} value={choice.entityTypeId}>
                {choice.title}
              </option>
            ))}
          </Select>
        </div>
        <label className="grid w-40 gap-1 text-sm text-muted">
          {t('diagnostics.item.number')}
          <input
            data-testid="item-number"
            inputMode="numeric"
            autoComplete="off"
            value={itemId}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? 'item-number-wrong' : undefined}
            onChange={(event) => setItemId(event.target.value)}
            className="control aria-invalid:border-alert"
          />
        </label>
        <div className="min-w-48 flex-1">
          <PersonField person={person} onChange={setPerson} />
        </div>
        <Button type="submit" data-testid="explain" disabled={model.isBusy || choices === null}>
          {t('diagnostics.item.ask')}
        </Button>
      </form>
      {isWrong ? (
        <p id="item-number-wrong" role="alert" className="mt-2 text-sm text-alert">
          {t('diagnostics.item.wrong')}
        </p>
      ) : null}
      {item === null || isWrong || model.report === null ? null : (
        <ItemExplanation
          item={item}
          checkedAt={model.report.checkedAt}
          typeTitle={choices?.find((choice) => choice.entityTypeId === item.entityTypeId)?.title ?? null}
          isBusy={model.isBusy}
          onReplay={() => model.replay(item)}
        >
          {/* Until it is answered, the report is still of whoever was asked about before. */}
          {item.person === null || asked?.person?.id !== item.person.userId ? null : (
            <PersonVerdict
              verdict={item.person}
              name={personName(t, asked.person)}
              checkedAt={model.report.checkedAt}
            />
          )}
        </ItemExplanation>
      )}
    </Card>
  )
}
