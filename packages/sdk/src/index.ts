export {
  type FromPanel,
  isFromPanel,
  isKnown,
  isToPanel,
  type Known,
  loaderSource,
  type PanelSize,
  type PanelState,
  panelSource,
  type ToPanel,
} from './messages.ts';
