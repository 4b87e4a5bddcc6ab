export {
  type FromPanel,
  isFromPanel,
  isToPanel,
  loaderSource,
  type PanelSize,
  type PanelState,
  panelSource,
  type ToPanel,
} from './messages.ts';
