import { useWatched } from '@store/store-line/watched.ts'
import { useTranslation } from 'react-i18next'
import { PassScreen } from './pass-screen.tsx'
import { ReceiptView } from './receipt-view.tsx'
import { useShopper } from './shopper-context.ts'
import { VisitScreen } from './visit-screen.tsx'

/** The one screen that follows the shopper through the store: pass, basket, on the way out, receipt. */
export function Home() {
  const { t } = useTranslation()
  const { account } = useShopper()
  const { link } = useWatched(account.live)
  const current = useWatched(account.whereabouts)

  switch (current.stage) {
    // Who is at the gate needs the pass now; should they be inside already, the basket takes its place.
    case 'unknown':
      return <PassScreen hasTurnedBack={false} />
    case 'outside':
      return <PassScreen hasTurnedBack={current.hasTurnedBack} />
    case 'inside':
      return <VisitScreen visit={current.visit} isLive={link === 'live'} />
    case 'done':
      return (
        <ReceiptView visit={current.visit} isFresh>
          <button className="secondary wide" type="button" onClick={() => account.whereabouts.putAway()}>
            {t('receipt.next')}
          </button>
        </ReceiptView>
      )
  }
}
