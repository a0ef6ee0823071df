import type { Visit } from '@store/contract/visit.ts'
import { useTranslation } from 'react-i18next'

const tones = {
  held: 'calm',
  charging: 'calm',
  charged: 'good',
  'nothing-to-pay': 'good',
  review: 'doubt',
  unpaid: 'bad',
  refunded: 'calm',
} as const satisfies Record<Visit['payment'], string>

export function PaymentMark({ payment }: { payment: Visit['payment'] }) {
  const { t } = useTranslation()
  return (
    <span className="mark" data-tone={tones[payment]}>
      {t(`payment.${payment}`)}
    </span>
  )
}
