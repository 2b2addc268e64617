import { DiagnosticsScreen } from '#components/diagnostics/diagnostics-screen.tsx'

export default function DiagnosticsPage() {
  return <DiagnosticsScreen />
}
