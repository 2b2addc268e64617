import { useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { NotifyRule, NotifySettings } from '#lib/notify/notify-rule.ts'
import { saveSettings } from './settings-store.ts'
import { emptyRule } from './suggested-settings.ts'

/** What was changed and not saved, as long as this page lives: a panel that was closed by chance loses nothing. */
let unsaved: NotifySettings | null = null

export type Draft = {
  readonly settings: NotifySettings
  readonly isChanged: boolean
  readonly isSaving: boolean
  readonly problem: ApiProblem | null
  readonly change: (part: Partial<NotifySettings>) => void
  readonly addRule: () => void
  readonly changeRule: (rule: NotifyRule) => void
  readonly removeRule: (id: string) => void
  readonly save: () => void
  /** Forgets the changes. */
  readonly discard: () => void
}

/** The settings as they are being changed; nothing holds before they are saved. */
export function useDraft(known: NotifySettings, language: string, onSaved: () => void): Draft {
  const { api, fail } = useFrame()
  const [draft, setDraft] = useState(unsaved)
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const settings = draft ?? known
  const { rules } = settings

  function change(part: Partial<NotifySettings>): void {
    unsaved = { ...settings, ...part }
    setDraft(unsaved)
    setProblem(null)
  }

  async function save(): Promise<void> {
    setSaving(true)
    try {
      await saveSettings(api, { ...settings, language })
      unsaved = null
      onSaved()
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error)
      else fail(error)
    }
    setSaving(false)
  }

  return {
    settings,
    isChanged: draft !== null,
    isSaving,
    problem,
    change,
    addRule: () => change({ rules: [...rules, emptyRule()] }),
    changeRule: (rule) => change({ rules: rules.map((each) => (each.id === rule.id ? rule : each)) }),
    removeRule: (id) => change({ rules: rules.filter((rule) => rule.id !== id) }),
    save,
    discard() {
      unsaved = null
    },
  }
}
