import type { FloorAct, FloorNews } from '@store/contract/floor.ts'
import type { Format } from '@store/house-style/format.ts'
import type { TFunction } from 'i18next'
import { en } from './en.ts'

type KnownRefusal = keyof (typeof en)['events']['why']

const isKnown = (code: string): code is KnownRefusal => Object.hasOwn(en.events.why, code)

/** What happened, as a sentence in the screen's language [FV10]. */
export function eventWords(t: TFunction, format: Pick<Format, 'signed'>, news: FloorNews): string {
  switch (news.what) {
    case 'visit': {
      const { visit, status, party, units } = news
      return t(`events.visit.${status}`, { visit, count: status === 'sealed' ? units : party })
    }
    case 'acts': {
      const told = news.acts.map((act) => actWords(t, act)).join(t('events.between'))
      return t('events.at', { told, place: t('events.place', news) })
    }
    case 'hands-met':
      return t('events.handsMet', news)
    case 'handed-on':
      return t('events.handedOn', news)
    case 'unclear': {
      const told = t('events.unclear', { grams: format.signed(news.grams) })
      return t('events.at', { told, place: t('events.place', news) })
    }
    case 'device-refused': {
      const { device, detail } = news
      const code = news.code.replaceAll('.', '_')
      // A reason that this screen has no words for is told in those of whoever repairs devices.
      return t('events.refused', { device, why: isKnown(code) ? t(`events.why.${code}`) : detail })
    }
    case 'review':
      return t('events.review', { visit: news.visit })
  }
}

function actWords(t: TFunction, { action, visit, name, quantity, takenBy }: FloorAct): string {
  const who = visit === undefined ? t('events.somebody') : t('events.who', { visit })
  const what = t('events.what', { count: quantity, name: name ?? t('events.something') })
  const told = t(`events.act.${action}`, { who, what })
  return takenBy === undefined ? told : t('events.takenBy', { told, takenBy })
}
