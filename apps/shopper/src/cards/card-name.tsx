import type { CardOnFile } from '@store/contract/http.ts'
import { useTranslation } from 'react-i18next'
import { en } from '../wording/en.ts'

type Brand = keyof (typeof en)['card']['brand']
const isBrand = (brand: string): brand is Brand => Object.hasOwn(en.card.brand, brand)

/** A card as people tell it from another: its brand, its last digits, until when it is good. */
export function CardName({ card: { brand, last4, expires } }: { card: CardOnFile }) {
  const { t } = useTranslation()
  if (brand === undefined || last4 === undefined) return <span className="card-name">{t('card.unnamed')}</span>
  return (
    <span className="card-name">
      {isBrand(brand) ? t(`card.brand.${brand}`) : brand} <span className="card-digits">•••• {last4}</span>
      {expires && <Expiry expires={expires} />}
    </span>
  )
}

function Expiry({ expires: { month, year } }: { expires: NonNullable<CardOnFile['expires']> }) {
  const { t } = useTranslation()
  return (
    <>
      {' '}
      <small>{t('card.expires', { month: String(month).padStart(2, '0'), year: String(year).slice(-2) })}</small>
    </>
  )
}
