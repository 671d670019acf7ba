import { Button, createTheme, type CSSVariablesResolver } from '@mantine/core';

/** The element that popups are drawn in. It stands in the page's main part, so that they belong to a landmark. */
export const POPUPS_ID = 'popups';

/** The list box itself scrolls: what scrolls inside of it would have to be reached with Tab (axe). */
const SCROLLING = { maxHeight: 'min(16rem, 45vh)', overflowY: 'auto' } as const;

/** One scale of spacing, the system's own fonts, small controls: dense but calm (screens.md). */
export const theme = createTheme({
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', 'Liberation Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  primaryColor: 'blue',
  // White text on it must be legible: 5:1.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  headings: { fontWeight: '600' },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      // Mantine's smallest is 22 pixels high, and a target must have 24 (WCAG 2.5.8).
      vars: (_theme, { size }) => ({ root: size === 'compact-xs' ? { '--button-height': '1.5rem' } : {} }),
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', withScrollArea: false }, styles: { options: SCROLLING } },
    MultiSelect: { defaultProps: { withScrollArea: false }, styles: { options: SCROLLING } },
    Autocomplete: { defaultProps: { withScrollArea: false }, styles: { options: SCROLLING } },
    Popover: { defaultProps: { portalProps: { target: `#${POPUPS_ID}` } } },
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 300, portalProps: { target: `#${POPUPS_ID}` } },
    },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    // It is a <header>, but not that of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // A thing that can be focused and is no menu item has no place in a menu (axe).
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm', fz: 'sm' } },
  },
});

/** Mantine's own greys and reds are too faint for text (WCAG AA); these are not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#52585e',
    '--mantine-color-placeholder': '#5f666d',
    '--mantine-color-error': '#c92a2a',
    '--rollcall-surface': '#ffffff',
    '--rollcall-ground': '#f6f7f9',
    '--rollcall-line': '#dfe3e8',
    '--rollcall-good': '#2b8a3e',
    '--rollcall-warn': '#b35900',
    '--rollcall-bad': '#c92a2a',
    '--rollcall-held': '#6741d9',
    '--rollcall-idle': '#6c757d',
    '--rollcall-row': '#f1f5fa',
  },
  dark: {
    '--mantine-color-dimmed': '#b4b8bd',
    '--mantine-color-placeholder': '#a3a8ad',
    '--mantine-color-error': '#ff8787',
    '--rollcall-surface': '#25262b',
    '--rollcall-ground': '#1a1b1e',
    '--rollcall-line': '#3a3c42',
    '--rollcall-good': '#69db7c',
    '--rollcall-warn': '#ffc078',
    '--rollcall-bad': '#ff8787',
    '--rollcall-held': '#b197fc',
    '--rollcall-idle': '#a3a8ad',
    '--rollcall-row': '#2c2e33',
  },
});
