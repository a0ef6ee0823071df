import { LinkBadge } from '@store/house-style/link-badge.tsx'
import { useWatched } from '@store/store-line/watched.ts'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useLocation } from 'react-router'
import { Icon, type IconName } from '../parts/icon.tsx'
import { useShopper } from './shopper-context.ts'

/** What stays in place around every screen of a signed-in shopper. */
export function Frame() {
  const { t } = useTranslation()
  const { account } = useShopper()
  const { link } = useWatched(account.live)
  const { stage } = useWatched(account.whereabouts)
  const { pathname } = useLocation()
  // Another screen begins at its top, also when the store turned the page and not the shopper.
  useEffect(() => {
    // It answers with a promise in newer browsers, which React would take for something to clean up.
    globalThis.scrollTo(0, 0)
  }, [pathname, stage])
  const here = stage === 'inside' ? 'visit' : stage === 'done' ? 'done' : 'pass'

  return (
    <div className="frame">
      <header className="bar">
        <p className="brand">{t('app')}</p>
        <LinkBadge link={link} />
      </header>
      <nav className="tabs" aria-label={t('nav.label')}>
        <Tab to="/" icon={here === 'done' ? 'visit' : here} label={t(`nav.${here}`)} />
        <Tab to="/receipts" icon="receipts" label={t('nav.receipts')} />
        <Tab to="/account" icon="account" label={t('nav.account')} />
      </nav>
      <div className="screen">
        <Outlet />
      </div>
    </div>
  )
}

function Tab({ to, icon, label }: { to: string; icon: IconName; label: string }) {
  return (
    <NavLink to={to} end={to === '/'}>
      <Icon name={icon} />
      {label}
    </NavLink>
  )
}
