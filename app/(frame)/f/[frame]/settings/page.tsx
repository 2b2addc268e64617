import { SettingsScreen } from '#components/settings/settings-screen.tsx'
import { InLanguage, type PageQuery } from '../../../in-language.tsx'

export default function SettingsPage({ searchParams }: { readonly searchParams: PageQuery }) {
  return (
    <InLanguage query={searchParams}>
      <SettingsScreen />
    </InLanguage>
  )
}
