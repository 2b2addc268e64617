import { DiagnosticsScreen } from '#components/diagnostics/diagnostics-screen.tsx'
import { InLanguage, type PageQuery } from '../../../in-language.tsx'

export default function DiagnosticsPage({ searchParams }: { readonly searchParams: PageQuery }) {
  return (
    <InLanguage query={searchParams}>
      <DiagnosticsScreen />
    </InLanguage>
  )
}
