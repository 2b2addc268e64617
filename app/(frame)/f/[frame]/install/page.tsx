import { InstallProgress } from '#components/frame/install-progress.tsx'
import { InLanguage, type PageQuery } from '../../../in-language.tsx'

export default function InstallPage({ searchParams }: { readonly searchParams: PageQuery }) {
  return (
    <InLanguage query={searchParams}>
      <InstallProgress />
    </InLanguage>
  )
}
