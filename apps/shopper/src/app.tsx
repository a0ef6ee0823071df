import { useWatched } from '@store/store-line/watched.ts'
import { useMemo } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { CardAdded } from './cards/card-added.tsx'
import type { ShopperClient } from './client/shopper-client.ts'
import { PayLink } from './pay/pay-link.tsx'
import { AccountScreen } from './screens/account-screen.tsx'
import { Entrance } from './screens/entrance.tsx'
import { Frame } from './screens/frame.tsx'
import { Home } from './screens/home.tsx'
import { ReceiptScreen } from './screens/receipt-screen.tsx'
import { ReceiptsScreen } from './screens/receipts-screen.tsx'
import { ShopperContext } from './screens/shopper-context.ts'

interface AppProps {
  client: ShopperClient
  now: () => number
  leave: (url: string) => void
}

export function App({ client, now, leave }: AppProps) {
  const account = useWatched(client.account)
  const shopper = useMemo(
    () => (account.status === 'signed-in' ? { client, account, now, leave } : undefined),
    [client, account, now, leave],
  )

  if (!shopper)
    return (
      <Routes>
        <Route path="/register" element={<Entrance key="register" client={client} mode="register" />} />
        <Route path="/sign-in" element={<Entrance key="sign-in" client={client} mode="signIn" />} />
        {/* Whoever follows the link signs in where they are, and gets where it leads. */}
        <Route path="/pay/*" element={<Entrance key="sign-in" client={client} mode="signIn" />} />
        <Route path="/cards/*" element={<Entrance key="sign-in" client={client} mode="signIn" />} />
        <Route path="*" element={<Navigate to="/sign-in" replace />} />
      </Routes>
    )
  return (
    <ShopperContext value={shopper}>
      <Routes>
        <Route element={<Frame />}>
          <Route index element={<Home />} />
          <Route path="receipts" element={<ReceiptsScreen />} />
          <Route path="receipts/:id" element={<ReceiptScreen />} />
          <Route path="pay/*" element={<PayLink />} />
          <Route path="cards/:ref" element={<CardAdded />} />
          <Route path="account" element={<AccountScreen />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Route>
      </Routes>
    </ShopperContext>
  )
}
