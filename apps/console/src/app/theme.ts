import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

// Index 7 and 4 are the tokens' pine in light and dark; the rest only fills Mantine's scale.
const pine: MantineColorsTuple = [
  '#e3f1ed',
  '#cfe6df',
  '#a5d3c6',
  '#76c2ad',
  '#43b598',
  '#2a9d80',
  '#178468',
  '#0b6b57',
  '#084f41',
  '#063c32',
];

const buttonSize = (height: string, padding: string, font: string) => ({
  root: { '--button-height': height, '--button-padding-x': padding, '--button-fz': font },
});

/** `close`: what the cross of a notice is called. */
export const themeFor = (close: string) =>
  createTheme({
    fontFamily: 'var(--font)',
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, monospace',
    primaryColor: 'pine',
    primaryShade: { light: 7, dark: 4 },
    autoContrast: true,
    defaultRadius: 6,
    focusRing: 'auto',
    respectReducedMotion: true,
    fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '18px' },
    lineHeights: { xs: '1.35', sm: '1.43', md: '1.43', lg: '1.5', xl: '1.5' },
    colors: { pine },
    components: {
      Button: {
        defaultProps: { variant: 'default', size: 'sm' },
        vars: (_theme: unknown, props: { size?: string }) => {
          if (props.size === 'compact-xs') return buttonSize('24px', '8px', '12px');
          return props.size === 'compact-sm' ? buttonSize('28px', '10px', '13px') : buttonSize('32px', '12px', '14px');
        },
      },
      TextInput: { defaultProps: { size: 'sm' } },
      PasswordInput: { defaultProps: { size: 'sm' } },
      ModalRoot: { defaultProps: { transitionProps: { duration: 150 } } },
      DrawerRoot: { defaultProps: { transitionProps: { duration: 180 } } },
      Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
      Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } },
      Menu: {
        defaultProps: {
          shadow: 'none',
          withinPortal: false,
          withInitialFocusPlaceholder: false,
          transitionProps: { duration: 120 },
        },
      },
    },
  });

const shared = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--pine)',
  '--mantine-color-error': 'var(--coral)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-control)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--pine)',
  '--mantine-primary-color-filled-hover': 'var(--pine-strong)',
  '--mantine-primary-color-contrast': 'var(--pine-ink)',
  '--mantine-primary-color-light': 'var(--pine-soft)',
  '--mantine-primary-color-light-color': 'var(--pine-strong)',
  '--mantine-color-pine-filled': 'var(--pine)',
  '--mantine-color-pine-filled-hover': 'var(--pine-strong)',
  '--mantine-color-pine-contrast': 'var(--pine-ink)',
};
/** Mantine's colour variables, taken from the tokens in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--table-border-color': 'var(--line)' },
  light: shared,
  dark: shared,
});
