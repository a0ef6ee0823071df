/** Test-only: a process that opens an embedded database, says where it is, and holds it until it is stopped. */
import { startEmbedded } from './embedded-postgres.ts'

const [dir, ending] = process.argv.slice(2)
try {
  const { url, stop } = await startEmbedded(dir!)
  process.once('SIGTERM', () => void stop().then(() => process.exit()))
  console.log(url)
  if (ending === 'exit') process.exit(3)
  setInterval(() => {}, 1000)
} catch (error) {
  console.log(String(error))
  process.exit(1)
}
