// Runs before Next's router reads the address: the session's fragment must be gone by then.
import './components/frame/take-session.ts'
