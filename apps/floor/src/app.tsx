import { useWatched } from '@store/store-line/watched.ts'
import { Navigate, Route, Routes } from 'react-router'
import type { FloorClient } from './client/floor-client.ts'
import { Entrance } from './panel/entrance.tsx'
import { FloorScreen } from './panel/floor-screen.tsx'

export function App({ client, now }: { client: FloorClient; now: () => number }) {
  const account = useWatched(client.account)
  if (account.status === 'signed-out') return <Entrance client={client} wasThrownOut={account.wasThrownOut} />
  return (
    <Routes>
      <Route element={<FloorScreen account={account} now={now} onSignOut={client.signOut} />}>
        <Route index element={null} />
        <Route path="visits/:id" element={null} />
        <Route path="gondolas/:id" element={null} />
        <Route path="disputes/:ref" element={null} />
        <Route path="charges/:ref" element={null} />
        <Route path="*" element={<Navigate to="/" replace />} />
      </Route>
    </Routes>
  )
}
