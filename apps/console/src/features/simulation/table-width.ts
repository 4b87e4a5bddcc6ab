/** No narrower than its columns can be read; two rule sets beside their labels fit a phone, more scroll sideways. Pixels. */
export const tableWidth = (ruleSets: number): number => labelPx + ruleSets * setPx;
const labelPx = 112;
const setPx = 112;
