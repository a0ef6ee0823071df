import { useTranslation } from 'react-i18next'
import { NavLink, Outlet } from 'react-router'
import { useWatched } from '../client/watched.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { LinkBadge } from '../parts/link-badge.tsx'
import { useShopper } from './shopper-context.ts'

/** What stays in place around every screen of a signed-in shopper. */
export function Frame() {
  const { t } = useTranslation()
  const { account } = useShopper()
  const { link } = useWatched(account.live)
  const { stage } = useWatched(account.whereabouts)
  const here = stage === 'inside' ? 'visit' : 'pass'

  return (
    <div className="frame">
      <header className="bar">
        <p className="brand">{t('app')}</p>
        <LinkBadge link={link} />
      </header>
      <div className="screen">
        <Outlet />
      </div>
      <nav className="tabs" aria-label={t('nav.label')}>
        <Tab to="/" icon={here} />
        <Tab to="/receipts" icon="receipts" />
        <Tab to="/account" icon="account" />
      </nav>
    </div>
  )
}

function Tab({ to, icon }: { to: string; icon: IconName & ('pass' | 'visit' | 'receipts' | 'account') }) {
  const { t } = useTranslation()
  return (
    <NavLink to={to} end={to === '/'}>
      <Icon name={icon} />
      {t(`nav.${icon}`)}
    </NavLink>
  )
}
