const day = 86_400

/**
 * A refresh token lives for 180 days (settings/oauth/auto-renewal.md): a portal of which nothing was heard for so long cannot be
 * asked any more, and nobody on it has opened the app.
 */
export const silentSeconds = 180 * day
/** The same where an uninstall was announced, which nobody could prove or refute. */
export const announcedSilentSeconds = 30 * day
/** So long the settings of a portal wait for a reinstall where nobody said that they should. */
export const keptSeconds = 180 * day
/** If other portals have the app, one of them has been heard of within that time, or the fault is ours. */
export const othersHeardSeconds = 7 * day
